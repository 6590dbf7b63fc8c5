"""Files as users bring them, for the tests of the input border."""

from __future__ import annotations

import resource
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, settings

from icu_core.texts import Reading

few = settings(
    max_examples=40, deadline=10_000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """A file of this name and content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def put_parquet(folder: Path, **columns: object) -> Path:
    """A parquet file of these columns."""
    path = folder / "texts.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def said(reading: Reading) -> list[str]:
    return [text.text for text in reading.texts]


def peak_bytes() -> int:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
