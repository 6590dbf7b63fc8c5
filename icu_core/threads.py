"""Good manners between processes: threads that wait do not spin.

OpenMP reads this once, when torch is loaded, so every process calls `be_polite` before. Measured
with another job on the same two cores: scoring 12 texts took 15.7 s with spinning, 2.1 s without.
"""

import os


def be_polite() -> None:
    """Let waiting threads sleep, unless the user has said otherwise."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
