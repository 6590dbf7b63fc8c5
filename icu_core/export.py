"""A run's unlearned model as others may have it: a transformers folder with a card, or a zip.

Of the run it takes the weights, the configuration and the tokenizer of the result and a card made
of numbers; no text, no secret, no id, and no name that the user gave.
"""

from __future__ import annotations

import errno
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from icu_core import card, durable
from icu_core.errors import RunError
from icu_core.store import Run

CARD = "README.md"
PARTS = ("*.safetensors", "*.safetensors.index.json", "config.json", "generation_config.json",
         "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
         "chat_template.jinja", "vocab.json", "vocab.txt", "merges.txt", "tokenizer.model",
         "spiece.model")  # fmt: skip
"""What belongs to a transformers folder; anything else stays where it is."""

ROOM = 1.05  # of the size of the model must be free on the disk
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def files(run: Run) -> tuple[Path, ...]:
    """The files of the result that are handed out. Raises RunError where there is none."""
    result = run.result_path()
    if run.is_alive():
        raise RunError("This run is at work. Its model can be taken when it has ended.")
    if result is None:
        raise RunError(
            "This run has no unlearned model. Wait for its end; a run that is stopped before its "
            "first iteration has none."
        )
    found = sorted({path for part in PARTS for path in result.glob(part) if path.is_file()})
    if not any(path.suffix == ".safetensors" for path in found):
        raise RunError("The weights of this run's model are missing. Delete the run and repeat it.")
    return tuple(found)


def file_name(run: Run) -> str:
    """What the download is called: it tells the settings, not the name or the id of the run."""
    return f"unlearned-model-{run.config.hash()}.zip"


def folder(run: Run, path: Path) -> Path:
    """Write the model and its card into a new folder. Raises RunError; then nothing is left."""
    path = path.resolve()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise RunError(f"{path} is there already and not empty. Name a new folder.")
    with run.held(), _whole(path, parts := files(run)) as work:
        words = card.text(run)
        work.mkdir()
        for part in parts:
            shutil.copyfile(part, work / part.name)
        durable.replace(work / CARD, words)
    return path


def archive(run: Run, path: Path) -> Path:
    """Write the model and its card as a new zip. Raises RunError; then nothing is left."""
    if path.exists():
        raise RunError(f"{path} is there already. Name a new file.")
    with run.held(), _whole(path, parts := files(run)) as work:
        texts = {CARD: card.text(run)}
        durable.pack(work, {part.name: part for part in parts}, texts=texts)
    return path


@contextmanager
def _whole(path: Path, parts: Sequence[Path]) -> Iterator[Path]:
    """A name to write to, which becomes `path` when all went well and vanishes otherwise."""
    work = path.with_name(f".{path.name}.{secrets.token_hex(4)}.writing")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _check_room(path.parent, parts)
        yield work
        work.replace(path)
    except OSError as error:
        raise RunError(_told(error, parts)) from error
    finally:
        _remove(work)  # only there if something went wrong


def _check_room(place: Path, parts: Sequence[Path]) -> None:
    if shutil.disk_usage(place).free < ROOM * _size(parts):
        raise OSError(errno.ENOSPC, "no room")


def _told(error: OSError, parts: Sequence[Path]) -> str:
    if error.errno in _NO_ROOM:
        need = f"{ROOM * _size(parts) / 1e6:,.0f} MB"
        return f"The disk has no room for the model ({need}). Delete a run, or ask for it later."
    if isinstance(error, FileNotFoundError):
        return "The model changed or was deleted meanwhile. Look at the run again."
    return f"The model cannot be written there: {error.strerror or type(error).__name__}."


def _size(parts: Sequence[Path]) -> int:
    """Bytes; what has vanished counts nothing."""
    return sum(part.stat().st_size for part in parts if part.exists())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):  # nothing was begun
            path.unlink()
