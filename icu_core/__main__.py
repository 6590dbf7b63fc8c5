"""`python -m icu_core`: the command line."""

import sys

from icu_core.cli import main
from icu_core.threads import be_polite

if __name__ == "__main__":
    be_polite()
    sys.exit(main())
