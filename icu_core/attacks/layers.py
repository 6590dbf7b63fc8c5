"""Looking into a network: hidden states after every layer, and putting others in their place.

Shapes    B rows, T positions, D hidden size, N secret tokens of one batch.
Differs   The final norm is found without knowing its name: states put in place of what the last
          layer gives pass through it and the output head as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from icu_core.errors import ModelError
from icu_core.models import LM, head, last_hidden, project
from icu_core.tokens import Batch


def decoder_layers(lm: LM) -> nn.ModuleList:
    """The layers, in order. Raises ModelError for an architecture that hides them."""
    count = int(lm.network.config.num_hidden_layers)
    for module in lm.network.base_model.modules():
        if isinstance(module, nn.ModuleList) and len(module) == count:
            return module
    raise ModelError(f"The layers of '{lm.name}' cannot be found; depth cannot be measured.")


@torch.no_grad()
def states(lm: LM, batch: Batch) -> list[Tensor]:
    """Hidden states (B, T, D) after every layer."""
    found: list[Tensor] = []
    hooks = [
        layer.register_forward_hook(lambda *call: found.append(_state(call[-1]).detach()))
        for layer in decoder_layers(lm)
    ]
    try:
        last_hidden(lm, batch.ids_BT, batch.attention_BT)
    finally:
        for hook in hooks:
            hook.remove()
    return found


@contextmanager
def patched(lm: LM, number: int, state_BTD: Tensor, where_BT: Tensor) -> Iterator[None]:
    """Within this context layer `number` gives these states at these positions."""

    def put(module: nn.Module, given: Any, output: Any) -> Any:
        mixed_BTD = torch.where(where_BT[..., None], state_BTD, _state(output))
        return (mixed_BTD, *output[1:]) if isinstance(output, tuple) else mixed_BTD

    hook = decoder_layers(lm)[number].register_forward_hook(put)
    try:
        yield
    finally:
        hook.remove()


def asking_positions(batch: Batch) -> Tensor:
    """Positions (B, T) from whose states the secret's tokens are predicted."""
    where_BT = torch.zeros_like(batch.secret_BT)
    where_BT[:, :-1] = batch.secret_BT[:, 1:]
    return where_BT


@torch.no_grad()
def secret_logp(lm: LM, batch: Batch) -> list[float]:
    """Mean log-probability of each row's secret, in nats per token."""
    hidden_BTD = last_hidden(lm, batch.ids_BT, batch.attention_BT)
    where_BT = asking_positions(batch)
    with lm.autocast():
        logp_NV = project(hidden_BTD[where_BT], head(lm)).log_softmax(1)
    true_N = batch.ids_BT[batch.secret_BT]
    logp_N = logp_NV.gather(1, true_N[:, None])[:, 0].cpu()
    sizes = batch.secret_BT.sum(1).tolist()
    return [float(each.mean()) for each in torch.split(logp_N, sizes)]


def _state(output: Any) -> Tensor:
    """The hidden states in what a layer gives."""
    state = output[0] if isinstance(output, tuple) else output
    assert isinstance(state, Tensor)
    return state
