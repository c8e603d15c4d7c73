"""`python -m tests.benchmarks.generate --visits 100000 --seed 7`: an archive of any size from a seed.

It goes into the database and the data folder that the environment names (DATABASE_URL, ARCHIVE_DATA_DIR); called again
with a larger number, the archive grows. For each visit there is a fifth of a person, three citations in all, and some
of every other type. Told are the seconds that each thousand took: they must not grow with what is stored.
"""

import argparse
import os
import time

import django


def main():
    """Fill the archive and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--whole", action="store_true", help="cite every fact of every record")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("PLAIN_HTTP", "1")
    django.setup()
    from django.core.management import call_command

    from tests.benchmarks.generating import Size, fill

    call_command("migrate", verbosity=0)
    begin, worked = time.perf_counter(), time.process_time()
    fill(Size(options.visits, options.whole), options.seed, lambda line: print(line, flush=True))
    passed, worked = time.perf_counter() - begin, time.process_time() - worked
    print(f"{passed:.0f} s, {worked:.0f} s of them work of this process")


if __name__ == "__main__":
    main()
