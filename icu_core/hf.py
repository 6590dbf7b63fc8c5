"""What the engine uses of transformers, all of it imported in this one place.

transformers loads its parts when they are asked for. Two threads that ask for different ones at
the same time meet halves of modules and end in an ImportError: one visitor opens a page that warms
up, another presses a button. Python lets only one thread import this module; the others wait.
"""

from threading import RLock

from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForCausalLM,
    AutoTokenizer,
    Cache,
    DynamicCache,
    GenerationConfig,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    PreTrainedTokenizerFast,
)
from transformers.cache_utils import DynamicLayer
from transformers.modeling_layers import GradientCheckpointingLayer
from transformers.pytorch_utils import Conv1D
from transformers.utils import logging

__all__ = [
    "READING", "AutoConfig", "AutoModel", "AutoModelForCausalLM", "AutoTokenizer", "Cache",
    "Conv1D", "DynamicCache", "DynamicLayer", "GenerationConfig", "GradientCheckpointingLayer",
    "PreTrainedConfig", "PreTrainedModel", "PreTrainedTokenizerBase", "PreTrainedTokenizerFast",
    "logging",
]  # fmt: skip

READING = RLock()
"""Held by who reads a network or a tokenizer: meanwhile transformers has settings for the whole
process (weights are not tied, say), by which another thread would end up with half a model."""
