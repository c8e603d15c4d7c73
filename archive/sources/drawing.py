"""The process that draws one picture, from its standard input, within bounds: run by `pictures`, with no settings."""

import json
import resource
import sys

# Of a picture of several, such as a scan in TIFF, so many are looked at; only the first is drawn.
_MOST_LOOKED_AT = 1000


def main():
    """Say `whole`, `large` or `damaged` of what stands on the standard input."""
    told = json.loads(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (told["memory"], told["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (told["seconds"], told["seconds"]))
    # It has nothing to write.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(looked_at(sys.stdin.buffer, told["format"], told["most"]))


def looked_at(file, format, most) -> str:
    """What a file of a format of Pillow's is, where a picture may have so many dots."""
    from PIL import Image

    # The bound is the one that was told.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(file, formats=[format]) as picture:
            if is_larger(picture, most):
                return "large"
            picture.load()
            for number in range(1, min(getattr(picture, "n_frames", 1), _MOST_LOOKED_AT)):
                picture.seek(number)
                if is_larger(picture, most):
                    return "large"
    except MemoryError:
        return "large"
    except Exception:  # noqa: BLE001 - each format has errors of its own
        return "damaged"
    return "whole"


def is_larger(picture, most) -> bool:
    """Whether a picture says of itself that it has more dots than these."""
    return picture.width * picture.height > most
