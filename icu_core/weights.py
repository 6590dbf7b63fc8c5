"""Finding a checkpoint and reading it safely: safetensors only, never code or pickles of others.

It knows folders, hub ids and what can be wrong with them; every problem becomes a ModelError that
says what to do. It does not know what the model is used for.
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit
from urllib.request import getproxies

import huggingface_hub
import torch
from huggingface_hub import constants
from huggingface_hub.errors import (
    GatedRepoError,
    HFValidationError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
    StrictDataclassError,
)
from safetensors import SafetensorError

from icu_core.errors import ModelError
from icu_core.hf import (
    READING,
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    PreTrainedTokenizerFast,
    logging,
)

EMBEDDED = Path(__file__).resolve().parent.parent / "assets" / "model"
HASHES = "hashes.json"  # beside the shipped models; written by `python -m icu_core.world`
WAY_OUT = "The model 'embedded' always works and needs no network."

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(/[A-Za-z0-9][\w.-]{0,95})?")
_WANTED = ["*.json", "*.safetensors", "*.txt", "*.model"]  # no pickles, no code
_UNWANTED = ["*/*", "consolidated*"]  # other formats' copies of the same weights
_VOCABULARIES = ("tokenizer.json", "vocab.json", "vocab.txt", "tokenizer.model", "spiece.model")
_PLAIN_TOKENIZERS = ("PreTrainedTokenizerFast", "TokenizersBackend")
_LOADING = (
    OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, ImportError, IndexError,
    SafetensorError, StrictDataclassError,
)  # what transformers raises on damaged or foreign folders  # fmt: skip


PIECES, PIECE_BYTES = 64, 4096
"""What is looked at of a file of weights for its fingerprint."""


def resolve(name: str, *, revision: str | None = None) -> Path:
    """The local folder of the model `name`, downloaded if it is a hub id. Raises ModelError."""
    return find(name) or _checked(name, _download(name, revision))


def find(name: str) -> Path | None:
    """The local folder of the model `name`; None for a hub id, and nobody asks the hub.

    Raises ModelError for what is neither.
    """
    if name == "embedded":
        if not (EMBEDDED / "config.json").is_file():
            raise ModelError(
                f"The embedded model is missing ({EMBEDDED}). Restore the folder `assets` from the "
                "repository, or build it anew with `python -m icu_core world`."
            )
        return _checked(name, EMBEDDED)
    path = Path(name).expanduser() if name.startswith("~") else Path(name)
    if name and "\0" not in name and len(name) < 1024 and path.exists():
        return _checked(name, path)
    if name.startswith(("/", ".", "~")) or "\\" in name or name.count("/") > 1:
        raise ModelError(f"There is no folder '{_short(name)}'. Check the path. {WAY_OUT}")
    if not _HUB_ID.fullmatch(name) or ".." in name:
        raise ModelError(
            f"'{_short(name)}' is neither a folder nor a Hugging Face id such as "
            f"'EleutherAI/gpt-neo-125m'. {WAY_OUT}"
        )
    return None


def check_shipped(folder: Path) -> None:
    """Raise ModelError if this is a shipped model and a file of it is not the one that was shipped.

    Shipped is what lies beside the embedded model; a changed byte there may be a damaged disk, a
    half-finished update or somebody's doing. Other folders are their owner's.
    """
    home = EMBEDDED.parent.resolve()
    place = folder.resolve()
    if not place.is_relative_to(home) or not (home / HASHES).is_file():
        return
    known = json.loads((home / HASHES).read_text(encoding="utf-8"))
    for path in loaded_files(place):
        name = path.relative_to(home).as_posix()
        if known.get(name) != sha256_of(path):
            raise ModelError(
                f"{name} is not the file that was shipped with this program. Restore the folder "
                "`assets` from the repository. If you have built it yourself, run `python -m "
                "icu_core.world hashes`."
            )


def loaded_files(folder: Path) -> list[Path]:
    """The files of a model folder that are read when it is loaded."""
    return sorted([*folder.glob("*.safetensors"), *folder.glob("*onfig.json"),
                   *folder.glob("tokenizer.json")])  # fmt: skip


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def fingerprint(folder: Path) -> str:
    """A name for the weights in a folder, found in a moment however large they are.

    Of every file the size is looked at, and pieces from its first byte to its last: weights that
    were trained on have another name.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.safetensors")):
        size = path.stat().st_size
        digest.update(f"{path.name} {size}".encode())
        with path.open("rb") as file:
            for place in range(PIECES):
                file.seek(max(0, size - PIECE_BYTES) * place // (PIECES - 1))
                digest.update(file.read(PIECE_BYTES))
    return digest.hexdigest()[:32]


def check_same(folder: Path, expected: str | None) -> None:
    """Raise ModelError if the weights in a folder are others than those of this fingerprint."""
    if expected and fingerprint(folder) != expected:
        raise ModelError(
            "The original model is not the one that this run began with: its weights have changed "
            "since. Put the former ones back, or repeat the run."
        )


def read_network(name: str, folder: Path) -> PreTrainedModel:
    """The network in that folder with fp32 weights, on the CPU. Raises ModelError."""
    config = _read_config(name, folder)
    try:
        with READING, silence():
            network, report = AutoModelForCausalLM.from_pretrained(
                folder,
                config=config,
                dtype=torch.float32,
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
                output_loading_info=True,
            )
    except _LOADING as problem:
        raise ModelError(f"'{name}' cannot be read: {_short(str(problem))} {WAY_OUT}") from problem
    missing = sorted(report["missing_keys"])
    if missing:
        raise ModelError(
            f"'{name}' lacks {len(missing)} of its weights ({missing[0]}, ...): save it again as a "
            f"causal language model, with its head. {WAY_OUT}"
        )
    assert isinstance(network, PreTrainedModel)
    return network


def read_tokenizer(name: str, folder: Path) -> PreTrainedTokenizerBase:
    """The tokenizer in that folder. Raises ModelError."""
    if not any((folder / file).is_file() for file in _VOCABULARIES):
        raise ModelError(
            f"'{name}' has no tokenizer (tokenizer.json) beside its weights. {WAY_OUT}"
        )
    try:
        reader = PreTrainedTokenizerFast if _is_plain_tokenizer(folder) else AutoTokenizer
        with READING:
            tokenizer = reader.from_pretrained(
                folder, trust_remote_code=False, local_files_only=True
            )
    except _LOADING as problem:
        raise ModelError(
            f"'{name}' has no readable tokenizer (tokenizer.json): {_short(str(problem))} {WAY_OUT}"
        ) from problem
    assert isinstance(tokenizer, PreTrainedTokenizerBase)
    return tokenizer


def _read_config(name: str, folder: Path) -> PreTrainedConfig:
    """The configuration, if it is that of a plain causal language model."""
    try:
        with READING:
            config = AutoConfig.from_pretrained(
                folder, trust_remote_code=False, local_files_only=True
            )
    except _LOADING as problem:
        raise ModelError(
            f"'{name}' is of a kind that transformers does not know without running code from the "
            f"checkpoint, which ICU never does: {_short(str(problem))} {WAY_OUT}"
        ) from problem
    names: list[str] = config.architectures or []
    causal = all(n.endswith(("ForCausalLM", "LMHeadModel")) for n in names)
    if not causal or config.is_encoder_decoder:
        raise ModelError(
            f"'{name}' is a {', '.join(names) or config.model_type}, not a causal language model "
            f"(GPT-2, GPT-Neo, Pythia, OPT, Llama, Qwen, ...). {WAY_OUT}"
        )
    if "quantization_config" in config.to_dict():
        raise ModelError(f"'{name}' is quantised and cannot be trained; use a full one.")
    return config


def _is_plain_tokenizer(folder: Path) -> bool:
    """Whether tokenizer.json says everything; AutoTokenizer would change it to suit the network."""
    try:
        settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    plain = isinstance(settings, dict) and settings.get("tokenizer_class") in _PLAIN_TOKENIZERS
    return plain and (folder / "tokenizer.json").is_file()


def _checked(name: str, folder: Path) -> Path:
    """The folder itself, if it looks like a model in safetensors. Raises ModelError."""
    if not folder.is_dir():
        raise ModelError(
            f"'{_short(name)}' is a file; give the folder that holds config.json. {WAY_OUT}"
        )
    check_shipped(folder)
    if not (folder / "config.json").is_file():
        raise ModelError(
            f"'{_short(name)}' holds no config.json, so it is not a model folder. {WAY_OUT}"
        )
    _check_json(name, folder / "config.json")
    if not any(folder.glob("model*.safetensors")):
        raise ModelError(
            f"'{_short(name)}' has no weights in safetensors. Other formats can run code when "
            "opened and are never read: convert it with `model.save_pretrained(folder)`, or name "
            f"a revision that has safetensors. {WAY_OUT}"
        )
    return folder


def _check_json(name: str, path: Path) -> None:
    """Raise ModelError unless the file holds a JSON object."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise ModelError(f"config.json of '{_short(name)}' is damaged. {WAY_OUT}") from problem
    if not isinstance(content, dict):
        raise ModelError(f"config.json of '{_short(name)}' is not an object. {WAY_OUT}")


def _download(name: str, revision: str | None) -> Path:
    """The hub's files for this id, from the local cache where possible. Raises ModelError."""
    try:
        folder = huggingface_hub.snapshot_download(
            name,
            revision=revision,
            allow_patterns=_WANTED,
            ignore_patterns=_UNWANTED,
            local_files_only=not is_hub_known(),
        )
    except GatedRepoError as problem:
        raise ModelError(
            f"'{name}' has a licence to accept: do so on huggingface.co/{name}, then set the "
            f"environment variable HF_TOKEN. {WAY_OUT}"
        ) from problem
    except RevisionNotFoundError as problem:
        raise ModelError(
            f"'{name}' has no revision '{revision}'; leave it out for the newest."
        ) from problem
    except (RepositoryNotFoundError, HFValidationError) as problem:
        raise ModelError(
            f"There is no model '{name}' on the Hugging Face hub, or it is private (then set the "
            f"environment variable HF_TOKEN). Check the spelling. {WAY_OUT}"
        ) from problem
    except (OSError, ValueError) as problem:
        raise ModelError(
            f"'{name}' is not on this machine and the Hugging Face hub cannot be reached: check "
            f"the network, or give a local folder. {WAY_OUT}"
        ) from problem
    return Path(folder)


def is_hub_known() -> bool:
    """Whether the hub's name can be looked up; without a network its client tries for 20 seconds.

    A proxy looks names up itself.
    """
    if getproxies():
        return True
    try:
        socket.getaddrinfo(urlsplit(constants.ENDPOINT).hostname, None)
    except OSError:
        return False
    return True


def _short(words: str) -> str:
    """At most 200 characters on one line, for messages."""
    line = " ".join(words.split())
    return line if len(line) <= 200 else line[:197] + "..."


@contextmanager
def silence(library: ModuleType = logging) -> Iterator[None]:
    """No progress bars and no advice, for as long as this lasts, from transformers or `datasets`.

    `library` is the logging module of either; both have the same four functions.
    """
    level, has_bars = library.get_verbosity(), library.is_progress_bar_enabled()
    library.set_verbosity_error()
    library.disable_progress_bar()
    try:
        yield
    finally:
        library.set_verbosity(level)
        if has_bars:
            library.enable_progress_bar()
