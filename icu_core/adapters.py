"""LoRA: low-rank adapters beside frozen weights, so that the original stays within the model.

Source    Hu et al. 2022 (arXiv 2106.09685), by the library peft.
"""

from __future__ import annotations

import torch

from icu_core.hf import Conv1D, PreTrainedModel


def add(network: PreTrainedModel, rank: int) -> None:
    """LoRA on every linear layer but the head, all else frozen; the same start every time."""
    from peft import LoraConfig

    transposed = any(isinstance(module, Conv1D) for module in network.modules())
    settings = LoraConfig(
        r=rank,
        lora_alpha=2 * rank,
        lora_dropout=0.0,
        target_modules="all-linear",
        fan_in_fan_out=transposed,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network.add_adapter(settings)


def merged(network: PreTrainedModel) -> PreTrainedModel:
    """A network without adapters that computes the same; on the CPU."""
    from peft.tuners.lora import LoraLayer

    state = {
        key: value.detach().to("cpu", copy=True) for key, value in network.state_dict().items()
    }
    for path, layer in network.named_modules():
        if isinstance(layer, LoraLayer):
            state[f"{path}.base_layer.weight"] += layer.get_delta_weight("default").detach().cpu()
    plain = {
        key.replace(".base_layer.", "."): value
        for key, value in state.items()
        if ".lora_" not in key
    }
    with torch.random.fork_rng():  # building a network draws numbers, which are all replaced
        fresh = type(network)(network.config)
    fresh.load_state_dict(plain)
    fresh.generation_config = network.generation_config
    return fresh
