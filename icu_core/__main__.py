"""`python -m icu_core`: the command line."""

import sys

from icu_core.cli import main

if __name__ == "__main__":
    sys.exit(main())
