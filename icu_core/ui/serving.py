"""The start of the page: what must be settled before Gradio is loaded, then the page itself."""

from __future__ import annotations

import os

from icu_core.process import be_polite
from icu_core.store import home
from icu_core.ui import uploads


def serve() -> None:
    """Build and serve the page until it is interrupted.

    Parts of Gradio read where its files lie when they are imported. Settled later, they would use
    a folder for everybody on this machine, which another user may own already.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.umask(0o077)  # what this process and its jobs write is their owner's alone
    uploads.settle(home().resolve())
    be_polite()
    from icu_core.ui import layout

    layout.launch()
