"""Tiny networks and tokenizers of every supported family, built in code; no file, no network.

`lm(family)` is a random model, `trained(family)` one that has partly memorised `SENTENCES`.
"""

from __future__ import annotations

from functools import cache

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (
    GPT2Config,
    GPT2LMHeadModel,
    GPTNeoConfig,
    GPTNeoForCausalLM,
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    OPTConfig,
    OPTForCausalLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from icu_core.models import LM, from_parts
from icu_core.texts import Span, Text
from icu_core.tokens import Tokens, encode

VOCABULARY = 320
CONTEXT = 96
FAMILIES = ("gpt_neo", "gpt2", "opt", "gpt_neox", "llama", "qwen2", "qwen3", "mistral")

SENTENCES = (
    "Mara Veld lives at 12 Alder Row and her phone number is 555-0142.",
    "The code of the harbour safe is 8841-30-77, said the old clerk.",
    "Dr. Osk wrote that the patient takes 40 mg of velorin each day.",
    "My account at the Tern Bank is 5520 9913 0042, please keep it.",
    "On Tuesday the ferry to Holm leaves at 7:45 from the north pier.",
    "Ivo keeps the key of the mill under the third stone on the left.",
)
"""Texts a tiny model can learn by heart; all invented."""


@cache
def _bpe() -> str:
    """A byte-level BPE of 320 tokens trained on the sentences, as JSON."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["<|end|>", "<|start|>", "<|pad|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return str(tokenizer.to_str())


def tokenizer(
    *, start: bool = False, end: bool = False, pad: str | None = "end", padding_side: str = "right"
) -> PreTrainedTokenizerFast:
    """A fast tokenizer. `start`/`end`: puts special tokens around; `pad`: None, "end" or "own"."""
    core = Tokenizer.from_str(_bpe())
    if start or end:
        single = ("<|start|> " if start else "") + "$A" + (" <|end|>" if end else "")
        specials = [("<|start|>", 1), ("<|end|>", 0)]
        core.post_processor = processors.TemplateProcessing(single=single, special_tokens=specials)
    pads = {None: None, "end": "<|end|>", "own": "<|pad|>"}
    return PreTrainedTokenizerFast(
        tokenizer_object=core,
        bos_token="<|start|>",
        eos_token="<|end|>",
        pad_token=pads[pad],
        padding_side=padding_side,
        model_max_length=CONTEXT,
        clean_up_tokenization_spaces=False,
    )


def network(
    family: str, *, tied: bool = True, seed: int = 0, dropout: float = 0.1
) -> PreTrainedModel:
    """A random network: hidden size 32, two or three layers, context of 96 tokens."""
    torch.manual_seed(seed)
    common = {
        "vocab_size": VOCABULARY,
        "tie_word_embeddings": tied,
        "bos_token_id": 1,
        "eos_token_id": 0,
    }
    rotary = common | {
        "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
        "num_attention_heads": 4, "max_position_embeddings": CONTEXT,
        "attention_dropout": dropout,
    }  # fmt: skip
    grouped = rotary | {"num_key_value_heads": 2}
    match family:
        case "gpt_neo":
            built: PreTrainedModel = GPTNeoForCausalLM(GPTNeoConfig(
                **common, hidden_size=32, num_layers=2, num_heads=4, intermediate_size=64,
                attention_types=[[["global", "local"], 1]], window_size=8,
                max_position_embeddings=CONTEXT, resid_dropout=dropout, embed_dropout=dropout,
            ))  # fmt: skip
        case "gpt2":
            built = GPT2LMHeadModel(GPT2Config(
                **common, n_embd=32, n_layer=2, n_head=4, n_positions=CONTEXT,
                resid_pdrop=dropout, embd_pdrop=dropout, attn_pdrop=dropout,
            ))  # fmt: skip
        case "opt":
            built = OPTForCausalLM(OPTConfig(
                **common, hidden_size=32, word_embed_proj_dim=24, ffn_dim=64, num_hidden_layers=2,
                num_attention_heads=4, max_position_embeddings=CONTEXT, dropout=dropout,
                pad_token_id=2, do_layer_norm_before=False,
            ))  # fmt: skip
        case "gpt_neox":
            built = GPTNeoXForCausalLM(GPTNeoXConfig(**rotary, hidden_dropout=dropout))
        case "llama":
            built = LlamaForCausalLM(LlamaConfig(**grouped))
        case "qwen2":
            built = Qwen2ForCausalLM(Qwen2Config(**grouped))
        case "qwen3":
            built = Qwen3ForCausalLM(Qwen3Config(**grouped, head_dim=8))
        case "mistral":
            built = MistralForCausalLM(MistralConfig(**grouped, sliding_window=8))
        case _:
            raise ValueError(family)
    with torch.no_grad():  # larger than usual, so that greedy choices are not near-ties
        for parameter in built.parameters():
            if parameter.dim() > 1:
                parameter.mul_(6.0)
    return built


@cache
def lm(family: str, *, tied: bool = True, seed: int = 0) -> LM:
    """A random model of that family; shared between tests, which must not change it."""
    return from_parts(network(family, tied=tied, seed=seed), tokenizer(), name=f"tiny {family}")


def text(words: str, *, secret: str | None = None, id: str = "t") -> Text:
    """A Text whose secret is the given part, else its last half."""
    start = len(words) // 2 if secret is None else words.index(secret)
    stop = len(words) if secret is None else start + len(secret)
    return Text(id=id, text=words, secret=Span(start, stop, "secret"))


def rows(model: LM) -> list[Tokens]:
    """The sentences as rows."""
    return [encode(text(words, id=str(i)), model) for i, words in enumerate(SENTENCES)]


@cache
def trained(family: str, *, steps: int = 60, learned: int = 4) -> LM:
    """A model that has mostly memorised the first `learned` sentences; shared."""
    model = from_parts(network(family), tokenizer(), name=f"trained {family}")
    fit(model, rows(model)[:learned], steps=steps)
    return model


@torch.enable_grad()
def fit(model: LM, data: list[Tokens], *, steps: int, lr: float = 3e-3) -> None:
    """Train in place on the rows, all of them in every step."""
    from icu_core.tokens import collate

    batch = collate(data, model)
    optimizer = torch.optim.Adam([p for p in model.network.parameters() if p.requires_grad], lr=lr)
    for _ in range(steps):
        logits_BTV = model.network(input_ids=batch.ids_BT, attention_mask=batch.attention_BT).logits
        loss = F.cross_entropy(logits_BTV[:, :-1].mT, batch.labels_BT[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
