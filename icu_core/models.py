"""Causal language models from anywhere safe, seen as hidden states and an output head.

It knows how to read weights (safetensors only, no code of others), nothing of texts, losses or
decoding.

Shapes    B rows, T positions, D hidden size, V vocabulary, N any number of positions.
Differs   1. Master weights are always fp32; on CUDA the arithmetic runs under bf16 autocast (an
             update of 5e-6 is below the resolution of a bf16 weight and would be lost).
          2. Dropout is 0 whatever the checkpoint says, as in the paper.
          3. Sampling defaults that a checkpoint brings (repetition penalty, top-p, ...) are
             dropped: they would change what counts as the model's greedy answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from icu_core import adapters
from icu_core.devices import choose_device, choose_precision
from icu_core.errors import ConfigError, ModelError
from icu_core.hf import (
    Cache,
    GenerationConfig,
    GradientCheckpointingLayer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from icu_core.weights import EMBEDDED, WAY_OUT, read_network, read_tokenizer, resolve, silence

__all__ = [
    "EMBEDDED", "LM", "Head", "blocks", "checkpointed", "depth", "from_parts", "head", "hidden_at",
    "last_hidden", "load", "original_weights", "project", "save", "size",
]  # fmt: skip

_ALTERNATE_CONTEXT = 2048  # tokens; for architectures whose config names no limit
_ROUNDING = 1e-5  # of the largest logit
_AGAIN = partial(checkpoint, use_reentrant=False, preserve_rng_state=False)


@dataclass(frozen=True, slots=True)
class LM:
    """A causal language model with its tokenizer, ready to compute."""

    name: str  # as the user gave it
    network: PreTrainedModel  # eval mode, fp32 master weights, dropout 0
    tokenizer: PreTrainedTokenizerBase  # a fast one
    context: int  # most tokens in one sequence
    pad_id: int  # filler; may coincide with an end-of-text id, so masks decide what counts
    eos_ids: frozenset[int]  # tokens that end a text
    compute: torch.dtype  # float32, or bfloat16 for autocast on CUDA
    lora_rank: int = 0  # 0: all weights are trained

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return cast(torch.device, self.network.device)

    def autocast(self) -> AbstractContextManager[Any]:
        """bf16 autocast if this model computes in bf16, otherwise nothing."""
        if self.compute == torch.float32:
            return nullcontext()
        return torch.autocast(self.device.type, dtype=self.compute)


@dataclass(frozen=True, slots=True)
class Head:
    """The output head: logits = cap(scale * (hidden @ weight.T + bias)).

    `scale` is 1 and `softcap` None for most families (Granite divides, Gemma 2 caps).
    """

    weight_VD: Tensor
    bias_V: Tensor | None = None
    scale: float = 1.0
    softcap: float | None = None

    def frozen(self) -> Head:
        """A copy that later training does not change and that carries no gradient."""
        bias_V = None if self.bias_V is None else self.bias_V.detach().clone()
        return Head(self.weight_VD.detach().clone(), bias_V, self.scale, self.softcap)


def load(
    name: str,
    *,
    device: str = "auto",
    precision: str = "auto",
    lora_rank: int = 0,
    revision: str | None = None,
) -> LM:
    """The model called `name`: "embedded", a Hugging Face id, or a local folder.

    `device`: auto, cpu, cuda, cuda:1, mps. `precision`: auto, fp32, bf16 (CUDA only).
    `lora_rank` > 0 adds an adapter on every linear layer and freezes the rest.
    Raises ModelError (not found, no safetensors, not causal, needs code of its own, ...) and
    ConfigError (device or precision), each saying what to do.
    """
    place = choose_device(device)
    compute = choose_precision(precision, place)
    if lora_rank < 0:
        raise ConfigError(f"lora_rank is {lora_rank}; use 0 (no adapter) or a positive rank.")
    folder = resolve(name, revision=revision)
    tokenizer = read_tokenizer(name, folder)
    network = read_network(name, folder).to(place)
    if lora_rank:
        adapters.add(network, lora_rank)
    return from_parts(network, tokenizer, name=name, compute=compute, lora_rank=lora_rank)


def from_parts(
    network: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    *,
    name: str,
    compute: torch.dtype = torch.float32,
    lora_rank: int = 0,
) -> LM:
    """An LM out of a network and a tokenizer already in memory; takes the network over.

    The network is put into eval mode, its dropout is set to 0 and its sampling defaults are
    dropped. Raises ModelError if the weights are not fp32, the tokenizer is not a fast one or has
    more tokens than the network, or if the network is not causal or its head is unknown to us.
    """
    _check_parts(network, tokenizer, name)
    eos_ids = _end_ids(network, tokenizer)
    pad_id = tokenizer.pad_token_id
    if not isinstance(pad_id, int) or pad_id >= _vocabulary(network):
        pad_id = min(eos_ids, default=0)
    _remove_dropout(network)
    network.eval()
    network.generation_config = GenerationConfig(
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=sorted(eos_ids) or None,
        pad_token_id=pad_id,
    )
    lm = LM(
        name, network, tokenizer, _context(network, tokenizer), pad_id, eos_ids, compute, lora_rank
    )
    _probe(lm)
    return lm


def last_hidden(
    lm: LM, ids_BT: Tensor, attention_BT: Tensor | None = None, *, cache: Cache | None = None
) -> Tensor:
    """Hidden states hidden_BTD after the final norm: what the output head reads.

    Positions follow from the attention mask, so padding on either side is harmless. Without a
    mask every token counts and, with a cache of P slots, the first has position P. A given cache
    is filled in place. Runs in the model's own precision; gradients flow unless switched off.
    """
    with lm.autocast():
        return _hidden(lm.network, ids_BT, attention_BT, cache)


def hidden_at(lm: LM, ids_BT: Tensor, attention_BT: Tensor, *, layer: int) -> tuple[Tensor, Tensor]:
    """The hidden states of `last_hidden`, and those after `layer` blocks; from one pass."""
    with lm.autocast():
        output = _read(lm.network, ids_BT, attention_BT, None, output_hidden_states=True)
    return output.last_hidden_state, output.hidden_states[layer]


@contextmanager
def checkpointed(lm: LM, *, is_on: bool = True) -> Iterator[None]:
    """Within this context a pass with gradients keeps what goes into a block, not what is inside.

    The backward pass computes the inside once more. Raises ModelError where the network has no
    blocks that can do so.
    """
    wanted = blocks(lm) if is_on and torch.is_grad_enabled() else []
    for block in wanted:
        block._gradient_checkpointing_func = _AGAIN
        block.gradient_checkpointing = block.training = True  # of the block alone: dropout is 0
    try:
        yield
    finally:
        for block in wanted:
            block.gradient_checkpointing = block.training = False


def blocks(lm: LM) -> list[GradientCheckpointingLayer]:
    """The like parts of which the network is a pile. ModelError where they are not to be found."""
    found = [each for each in lm.network.modules() if isinstance(each, GradientCheckpointingLayer)]
    if not found:
        raise ModelError(
            f"The blocks of '{lm.name}' are not to be found: leave checkpointing and fsdp off."
        )
    return found


def size(lm: LM) -> int:
    """How many parameters the network has."""
    return sum(each.numel() for each in lm.network.parameters())


def depth(lm: LM) -> int:
    """How many blocks the network has."""
    return int(lm.network.config.num_hidden_layers)


def head(lm: LM) -> Head:
    """The live output head (training changes it; see `Head.frozen`). ModelError if none."""
    layer = lm.network.get_output_embeddings()
    if not isinstance(layer, nn.Linear):
        raise ModelError(f"'{lm.name}' has no linear output head that ICU can use. {WAY_OUT}")
    config = lm.network.config.to_dict()
    scale = float(config.get("logit_scale") or 1.0) / float(config.get("logits_scaling") or 1.0)
    return Head(layer.weight, layer.bias, scale, config.get("final_logit_softcapping"))


def project(hidden: Tensor, head: Head) -> Tensor:
    """Logits (..., V) in fp32 of hidden states (..., D); equal to the network's own to 1e-5.

    The matrix product runs under whatever autocast the caller has entered.
    """
    logits = F.linear(hidden.to(head.weight_VD.dtype), head.weight_VD, head.bias_V).float()
    if head.scale != 1.0:
        logits = logits * head.scale
    if head.softcap is not None:
        logits = torch.tanh(logits / head.softcap) * head.softcap
    return logits


@contextmanager
def original_weights(lm: LM) -> Iterator[None]:
    """Within this context a model with an adapter computes as the original: the adapter is off.

    Raises ModelError for a model without an adapter, whose original weights are gone once trained.
    """
    if not lm.lora_rank:
        raise ModelError("Only a model with an adapter (lora_rank > 0) still holds its original.")
    lm.network.disable_adapters()
    try:
        yield
    finally:
        lm.network.enable_adapters()


def save(lm: LM, folder: Path, *, weights: Mapping[str, Tensor] | None = None) -> None:
    """Write a transformers folder: safetensors, config and tokenizer; adapters are merged in.

    `weights`: all of them, where the network holds only a share of each.

    Not atomic: the caller names a fresh folder and moves it into place.
    """
    network = adapters.merged(lm.network) if lm.lora_rank else lm.network
    with silence():
        network.save_pretrained(folder, state_dict=dict(weights) if weights else None)
        lm.tokenizer.save_pretrained(folder)


def _hidden(
    network: PreTrainedModel, ids_BT: Tensor, attention_BT: Tensor | None, cache: Cache | None
) -> Tensor:
    """The base model's last hidden state."""
    return cast(Tensor, _read(network, ids_BT, attention_BT, cache).last_hidden_state)


def _read(
    network: PreTrainedModel,
    ids_BT: Tensor,
    attention_BT: Tensor | None,
    cache: Cache | None,
    *,
    output_hidden_states: bool = False,
) -> Any:
    """The base model's output, with explicit positions."""
    past = 0 if cache is None else cache.get_seq_length()
    if attention_BT is None and cache is None:
        attention_BT = torch.ones_like(ids_BT)
    if attention_BT is None:
        positions_BT = torch.arange(past, past + ids_BT.shape[1], device=ids_BT.device).expand_as(
            ids_BT
        )
    else:
        positions_BT = (attention_BT.long().cumsum(1) - 1).clamp(min=0)[:, past:]
    return network.base_model(
        input_ids=ids_BT,
        attention_mask=attention_BT,
        position_ids=positions_BT,
        past_key_values=cache,
        use_cache=cache is not None,
        output_hidden_states=output_hidden_states,
    )


def _check_parts(network: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, name: str) -> None:
    """Raise ModelError if these two cannot work together, or not in fp32."""
    if not tokenizer.is_fast:
        raise ModelError(f"'{name}' has no fast tokenizer (tokenizer.json). {WAY_OUT}")
    if len(tokenizer) > _vocabulary(network):
        raise ModelError(
            f"The tokenizer of '{name}' has {len(tokenizer)} tokens, its network only "
            f"{_vocabulary(network)}: they do not belong together. {WAY_OUT}"
        )
    odd = {p.dtype for p in network.parameters() if p.is_floating_point()} - {torch.float32}
    if odd:
        raise ModelError(f"'{name}' holds {odd.pop()} weights; load it as fp32.")


def _vocabulary(network: PreTrainedModel) -> int:
    """Number of tokens that the network has an embedding for."""
    return int(network.get_input_embeddings().weight.shape[0])


def _end_ids(network: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> frozenset[int]:
    """Every id that the checkpoint or the tokenizer calls the end of a text."""
    found: set[int] = set()
    configured = network.generation_config.eos_token_id if network.generation_config else None
    for ids in (configured, network.config.eos_token_id, tokenizer.eos_token_id):
        found.update(ids if isinstance(ids, list) else [ids] if isinstance(ids, int) else [])
    return frozenset(i for i in found if 0 <= i < _vocabulary(network))


def _context(network: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """Most tokens in one sequence: the config's limit, else the tokenizer's, else a common one."""
    limit = getattr(network.config, "max_position_embeddings", None)  # absent where there is none
    if isinstance(limit, int) and limit > 0:
        return limit
    return min(int(tokenizer.model_max_length), _ALTERNATE_CONTEXT)


def _remove_dropout(network: PreTrainedModel) -> None:
    """Set every dropout probability of modules and config to 0; attention keeps its own floats."""
    for module in network.modules():
        if isinstance(module, nn.modules.dropout._DropoutNd):
            module.p = 0.0
        for key, value in vars(module).items():
            if _is_dropout(key, value):
                setattr(module, key, 0.0)
    zeros = {k: 0.0 for k, v in network.config.to_dict().items() if _is_dropout(k, v)}
    network.config.update(zeros)


def _is_dropout(key: str, value: object) -> bool:
    """Whether this attribute is a probability of dropping something."""
    named = any(part in key for part in ("dropout", "pdrop", "layerdrop"))
    return named and isinstance(value, (int, float)) and not isinstance(value, bool)


@torch.no_grad()
def _probe(lm: LM) -> None:
    """Raise ModelError unless head and hidden states give the logits and no token sees the next."""
    vocabulary = _vocabulary(lm.network)
    ids_BT = (torch.arange(min(8, lm.context), device=lm.device) * 37 + 1)[None] % vocabulary
    changed_BT = torch.cat([ids_BT[:, :-1], (ids_BT[:, -1:] + 1) % vocabulary], dim=1)
    mask_BT = torch.ones_like(ids_BT)
    try:
        hidden_BTD = _hidden(lm.network, ids_BT, mask_BT, None)
        changed_BTD = _hidden(lm.network, changed_BT, mask_BT, None)
        logits_BTV = lm.network(input_ids=ids_BT, attention_mask=mask_BT, use_cache=False).logits
    except (TypeError, AttributeError, ValueError, IndexError, RuntimeError) as problem:
        raise ModelError(f"'{lm.name}' does not run: {problem}. {WAY_OUT}") from problem
    if not torch.allclose(hidden_BTD[:, :-1], changed_BTD[:, :-1], atol=1e-4):
        raise ModelError(f"'{lm.name}' is not causal: tokens see what follows them. {WAY_OUT}")
    if not _agree(project(hidden_BTD, head(lm)), logits_BTV):
        raise ModelError(f"The output head of '{lm.name}' is of an unknown kind. {WAY_OUT}")


def _agree(ours: Tensor, theirs: Tensor) -> bool:
    """Whether two sets of logits are the same up to rounding."""
    largest = max(1.0, float(theirs.abs().max()))
    return ours.shape == theirs.shape and float((ours - theirs).abs().max()) <= _ROUNDING * largest
