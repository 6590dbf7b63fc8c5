"""The start of the page: what must be settled before Gradio is loaded, then the page itself."""

from __future__ import annotations

import argparse
import os

from icu_core.process import be_polite
from icu_core.store import home
from icu_core.ui import stubs
from icu_core.ui.server import uploads

SETTINGS = """\
It takes no arguments; what can be set is set in the environment:
  GRADIO_SERVER_PORT  the port; else the first free one from 7860
  GRADIO_SERVER_NAME  the address to listen on; else this machine alone
  ICU_HOSTS           further names by which browsers may call this machine, by commas
  ICU_HOME            the folder of the runs; else runs/ here
  ICU_DEVICE          cpu, cuda or mps; else the best there is
  ICU_MODELS          on a Space: the hub models visitors may choose, id@commit, by commas
  HF_TOKEN            for models of the hub that ask for it
"""

NO_STATISTICS = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    # Gradio notes who pressed what when, and after every press works out a table of it all, which
    # takes more time than most presses, and nobody is ever shown it.
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),
}


def serve() -> None:
    """Build and serve the page until it is interrupted.

    Parts of Gradio read where its files lie when they are imported. Settled later, they would use
    a folder for everybody on this machine, which another user may own already.
    """
    argparse.ArgumentParser(
        usage="python app.py; --help says what can be set", description="Start the page.",
        epilog=SETTINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args()  # fmt: skip
    os.environ |= NO_STATISTICS
    os.umask(0o077)  # what this process and its jobs write is their owner's alone
    uploads.settle(home().resolve())
    be_polite()
    stubs.leave_out()
    from icu_core.ui import layout

    layout.launch()
