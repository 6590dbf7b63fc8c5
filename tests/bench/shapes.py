"""GPT-Neo of the paper's sizes with random weights, and the tokenizer of the extraction array."""

from __future__ import annotations

from pathlib import Path

import tiny
import torch
from tokenizers.implementations import ByteLevelBPETokenizer
from transformers import GPTNeoConfig, GPTNeoForCausalLM, PreTrainedTokenizerFast

from icu_core.models import LM, from_parts

Shape = tuple[int, int, int]  # width, blocks, heads
SHAPES: dict[str, Shape] = {"125M": (768, 12, 12), "1.3B": (2048, 24, 16), "tiny": (64, 2, 4)}


def neo(
    shape: Shape, device: str, vocabulary: int, tokenizer: PreTrainedTokenizerFast | None = None
) -> LM:
    """A GPT-Neo of random weights; bf16 arithmetic on a GPU."""
    width, layers, heads = shape
    torch.manual_seed(7)
    config = GPTNeoConfig(
        vocab_size=max(vocabulary, 320), hidden_size=width, num_layers=layers, num_heads=heads,
        attention_types=[[["global", "local"], layers // 2]], max_position_embeddings=2048,
    )  # fmt: skip
    with torch.device(device):
        network = GPTNeoForCausalLM(config)
    compute = torch.bfloat16 if device.startswith("cuda") else torch.float32
    return from_parts(network, tokenizer or tiny.tokenizer(), name="neo", compute=compute)


def gpt2(folder: Path) -> PreTrainedTokenizerFast:
    """The tokenizer of the array, from its two files."""
    core = ByteLevelBPETokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"))
    end = "<|endoftext|>"
    core.add_special_tokens([end])
    return PreTrainedTokenizerFast(
        tokenizer_object=core._tokenizer, bos_token=end, eos_token=end, pad_token=end
    )
