"""`python -m icu_core`: the command line."""

from icu_core.cli import main
from icu_core.process import be_polite, keep_memory, leave

if __name__ == "__main__":
    be_polite()
    keep_memory()
    leave(main())
