"""`python -m tests.bench.many [TARGETS ...]`: whole runs with ever more targets, each by itself.

A small network, so that what grows is what a run holds and not what the network needs. Two
partners for every target, two iterations. Peaks are those of the process, above what a run with
few texts had taken; written as rows of a table.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from icu_core.models import LM
from icu_core.stored import StoredStates
from icu_core.texts import Span, Text

ROOT = Path(__file__).resolve().parents[2]
SIZES = (100, 1_000, 10_000)
WARM_UP = 32
SETTINGS = {
    "max_iterations": 2, "partners": 2, "encoder": "model", "bertscore_encoder": "off",
}  # fmt: skip
WORDS = ("mill", "river", "sold", "spring", "old", "why", "bridge", "market", "late", "stone")


def main(sizes: list[int]) -> None:
    """Print one row for every number of targets."""
    print("| targets | held of the original, MB | peak, MB | MB a thousand targets | minutes |")
    print("|---:|---:|---:|---:|---:|")
    for size in sizes:
        asked = [sys.executable, "-m", "tests.bench.many", "--one", str(size)]
        done = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=ROOT)
        found = json.loads(done.stdout.splitlines()[-1])
        print(f"| {size:,} | {found['states'] / 1e6:,.0f} | {found['peak'] / 1e6:,.0f} | "
              f"{1e3 * found['peak'] / 1e6 / size:,.1f} | {found['seconds'] / 60:.1f} |",
              flush=True)  # fmt: skip


def one(count: int) -> dict[str, float]:
    """What one run took: bytes and seconds."""
    sys.path.insert(0, str(ROOT / "tests"))
    import tiny
    import torch
    from peak import kilobytes
    from transformers import LlamaConfig, LlamaForCausalLM

    from icu_core import trainer
    from icu_core.models import from_parts
    from icu_core.process import be_polite

    be_polite()
    torch.manual_seed(0)
    network = LlamaForCausalLM(LlamaConfig(
        vocab_size=tiny.VOCABULARY, hidden_size=256, intermediate_size=512, num_hidden_layers=1,
        num_attention_heads=4, max_position_embeddings=96,
    ))  # fmt: skip
    lm = from_parts(network, tiny.tokenizer(), name="wide")
    seen: list[StoredStates] = []

    class Watched(StoredStates):
        def __init__(self) -> None:
            super().__init__()
            seen.append(self)

    trainer.StoredStates = Watched  # type: ignore[misc]
    _run(lm, WARM_UP)
    seen.clear()
    before, started = kilobytes("VmHWM:"), time.perf_counter()
    _run(lm, count)
    states = sum(part.nbytes for kept in seen for each in kept.values()
                 for part in each if part is not None)  # fmt: skip
    return {"peak": 1024.0 * (kilobytes("VmHWM:") - before), "states": float(states),
            "seconds": time.perf_counter() - started}  # fmt: skip


def _run(lm: LM, count: int) -> None:
    """Forget so many texts; the iterations are looked at and let go, as a job does."""
    from icu_core import unlearn

    targets, pool, unseen = (list(_texts(n, name)) for n, name in
                             ((count, "t"), (2 * count, "p"), (64, "n")))  # fmt: skip
    for _ in unlearn(targets, model=lm, settings=SETTINGS, pool=pool, unseen=unseen):
        pass


def _texts(count: int, name: str) -> Iterator[Text]:
    """Sentences about somebody with a code, all different."""
    dice = Random(name)
    for number in range(count):
        code = f"{dice.randrange(10**6):06}"
        words = f"{name}{number} of {' '.join(dice.choices(WORDS, k=7))} has the code {code}"
        span = Span(len(words) - 6, len(words), "code")
        yield Text(f"{name}{number}", words, span, (span,), "code", "bench")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(int(sys.argv[2]))))
    else:
        main([int(each) for each in sys.argv[1:]] or list(SIZES))
