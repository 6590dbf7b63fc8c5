"""Where to compute, and in which precision."""

from __future__ import annotations

import os

import torch

from icu_core.errors import ConfigError


def choose_device(device: str) -> torch.device:
    """The device of that name; "auto" takes CUDA, then MPS, then the CPU. Raises ConfigError.

    ICU_DEVICE in the environment says what "auto" is in this process.
    """
    if device == "auto":
        device = os.environ.get("ICU_DEVICE", "auto")
    has = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if device == "auto":
        return torch.device(next(kind for kind in ("cuda", "mps", "cpu") if has[kind]))
    kind, _, number = device.partition(":")
    if kind not in has or (device != kind and not (kind == "cuda" and number.isdecimal())):
        raise ConfigError(f"Device '{device}' is unknown; use auto, cpu, cuda, cuda:<n> or mps.")
    if not has[kind] or (kind == "cuda" and int(number or 0) >= torch.cuda.device_count()):
        raise ConfigError(f"Device '{device}' is not there on this machine; use auto or cpu.")
    return torch.device(device)


def choose_precision(precision: str, device: torch.device) -> torch.dtype:
    """What to compute in: "auto" is bf16 on a CUDA device that has it, else fp32. ConfigError."""
    if precision not in ("auto", "fp32", "bf16"):
        raise ConfigError(f"Precision '{precision}' is unknown; use auto, fp32 or bf16.")
    if precision == "bf16" and device.type != "cuda":
        raise ConfigError(f"bf16 needs a CUDA device, not {device}; use auto or fp32.")
    if device.type == "cuda" and precision != "fp32" and torch.cuda.is_bf16_supported():
        return torch.bfloat16
    return torch.float32
