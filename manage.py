#!/usr/bin/env python
"""The archive's command line."""

import logging
import os
import sys


def main():
    """Run one management command; a setting that cannot work ends in its sentence instead of a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config import stopping

    stopping.heed()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except stopping.Stopped as stopped:
        print(stopped, file=sys.stderr)
        # As shells tell the signal that ended something.
        sys.exit(128 + stopped.number)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        if os.environ.get("LOG_FORMAT") != "json":
            raise
        # One line, as all others are.
        logging.getLogger("archive").critical("The command failed.", exc_info=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
