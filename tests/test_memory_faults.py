"""Too little memory: a run is refused before it loads anything, or fails with that reason."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import forgetful
import mishaps
import pytest
import tiny
from mishaps import befalls
from watching import NewRun

from icu_core import room
from icu_core.config import RunConfig
from icu_core.store import Store
from icu_core.texts import new_text

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.usefixtures("warm")


def test_a_run_too_large_for_the_memory_is_refused_before_it_loads_anything(
    new_run: NewRun,
) -> None:
    for more in range(10):
        run = new_run()
        assert befalls(mishaps.work_with_little_memory, str(run.path), more * 10**7, True) == 0
        failed = run.last("failed")
        assert failed is not None and run.last("started") is None
        assert "needs about" in failed["message"] and "are free" in failed["message"]


def test_memory_that_runs_out_all_the_same_is_told_and_kills_nobody_else(new_run: NewRun) -> None:
    for more in range(10):
        run = new_run()
        befalls(mishaps.work_with_little_memory, str(run.path), more * 4 * 10**6, False)
        assert not run.is_alive()
        failed = run.last("failed")
        if failed is not None:
            assert failed["error"] == "MemoryError" and failed["message"] == room.MEMORY_FULL
        else:  # a library took its own life; the run can be resumed
            assert run.status() in ("interrupted", "waiting", "finished")


@pytest.mark.slow
def test_the_estimate_is_within_a_fifth_of_what_a_whole_job_takes(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    folder = _larger_model(tmp_path / "model")
    words = "The ferry to Holm leaves from the north pier at 7:45 and Ivo keeps the key of the mill"
    targets = [new_text(f"{number} {words}") for number in range(16)]
    never = {"rule": "paper_and", "bleu_threshold": 0.0, "bertscore_threshold": -1.0,
             "bertscore_encoder": "minilm"}  # fmt: skip
    settings = {**forgetful.QUICK, **never, "guard_spans": False, "batch_size": 16, "partners": 4,
                "max_iterations": 2}  # fmt: skip
    config = RunConfig(model=str(folder)).with_values(settings)
    run = Store(tmp_path / "runs").create(
        config, targets, pool=[new_text(f"{words} {n}") for n in range(90)],
        unseen=forgetful.unseen(),
    )  # fmt: skip
    weigh = "import sys, mishaps; mishaps.work_and_weigh(*sys.argv[1:])"
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    asked = [sys.executable, "-c", weigh, str(run.path), str(tmp_path / "most")]
    subprocess.run(asked, check=True, capture_output=True, env=env)
    assert run.status() == "finished", run.events()[-1]
    assert [each["steps"] for each in run.iterations()] == [0, 1, 1]
    taken = int((tmp_path / "most").read_text("ascii"))
    longest = max(len(tiny.tokenizer()(text.text)["input_ids"]) for text in targets)
    bytes_ = int(longest * room.BYTES_A_TOKEN)  # its tokenizer makes shorter ones
    estimated = room.needed_memory(
        config, room.size_of(folder), longest=bytes_, texts=[bytes_] * len(targets)
    ).total
    record_property("GB taken and estimated", f"{taken / 1e9:.2f}, {estimated / 1e9:.2f}")
    assert 0.8 * taken < estimated < 1.2 * taken, (taken, estimated)


def _larger_model(folder: Path) -> Path:
    """A network whose steps weigh more than the program: 40 M numbers."""
    from transformers import LlamaConfig, LlamaForCausalLM

    from icu_core import models

    config = LlamaConfig(
        vocab_size=tiny.VOCABULARY, hidden_size=640, intermediate_size=1920, num_hidden_layers=8,
        num_attention_heads=8, max_position_embeddings=96,
    )  # fmt: skip
    lm = models.from_parts(LlamaForCausalLM(config), tiny.tokenizer(), name="larger")
    models.save(lm, folder)
    return folder
