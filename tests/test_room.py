"""The estimate of memory, by hand and against what training steps really take; what ran out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import tiny
import torch
from peak import kilobytes, only_on_linux, peak_bytes
from transformers import (
    GPTNeoConfig,
    GPTNeoForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
)

from icu_core import models, parallel, preparation, process, room, sides, unlearn, world
from icu_core.config import RunConfig, preset
from icu_core.dealing import Dealing
from icu_core.errors import ModelError
from icu_core.models import Head, from_parts
from icu_core.texts import new_text
from icu_core.tokens import Tokens, encode, windows
from icu_core.trainer import Trainer

ROOT = Path(__file__).resolve().parents[1]
LENGTH, PAIRS = 120, 6


def llama() -> PreTrainedModel:
    """7 M weights, deep, with a small vocabulary."""
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=400, hidden_size=256, intermediate_size=704, num_hidden_layers=8,
        num_attention_heads=4, max_position_embeddings=256,
    ))  # fmt: skip


def gpt_neo() -> PreTrainedModel:
    """6 M weights, most of them in the embedding of a vocabulary of 20,000."""
    return GPTNeoForCausalLM(GPTNeoConfig(
        vocab_size=20_000, hidden_size=256, num_layers=4, num_heads=8, max_position_embeddings=256,
        attention_types=[[["global", "local"], 2]],
    ))  # fmt: skip


NETWORKS: dict[str, Callable[[], PreTrainedModel]] = {"llama": llama, "gpt_neo": gpt_neo}


def settings_of(changed: dict[str, object]) -> RunConfig:
    """Of steps that move hardly anything."""
    fixed = {"forget_on": "text", "batch_size": PAIRS, "partners": 1}
    return RunConfig(learning_rate=1e-6).with_values({**fixed, **changed})


def taken_by(network: str, changed: dict[str, object]) -> int:
    """Bytes that training steps take at most, in a process that has done the same once before."""
    torch.manual_seed(0)
    config, vocabulary = settings_of(changed), NETWORKS[network]().config.vocab_size
    ids = torch.randint(0, vocabulary, (2 * PAIRS, LENGTH)).tolist()
    rows = [Tokens(str(n), tuple(row), 1, (1, LENGTH)) for n, row in enumerate(ids)]
    made: list[object] = []

    def work() -> None:
        lm = from_parts(NETWORKS[network](), tiny.tokenizer(), name="measured")
        training = Trainer(lm, rows[PAIRS:], config)
        good = {name: weight.clone() for name, weight in training.weights().items()}
        for _ in range(2):
            training.step(rows[:PAIRS], rows[PAIRS:])
        made.extend([training, good])

    work()  # what is loaded once
    made.clear()
    return peak_bytes(work)


@pytest.mark.slow
@only_on_linux
@pytest.mark.parametrize(
    ("network", "changed"),
    [("llama", {"micro_batch": 2}), ("gpt_neo", {})],
    ids=["llama, two at a time", "gpt_neo"],  # the same in every process of the tests
)
def test_the_estimate_is_within_a_fifth_of_what_training_takes(
    network: str, changed: dict[str, object]
) -> None:
    # in a process of its own: what other tests have left would count, or would be used again;
    # blocks go back to the system at once, from the beginning, else the warm-up is counted too
    asked = [sys.executable, __file__, network, json.dumps(changed)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_MMAP_THRESHOLD_": str(2**17)}
    done = subprocess.run(asked, check=True, capture_output=True, cwd=ROOT, env=env)
    taken = int(done.stdout)
    made = NETWORKS[network]()
    size = room.size_by(made.config.to_dict(), sum(each.numel() for each in made.parameters()))
    bytes_ = 3 * (LENGTH - 2)
    need = room.needed_memory(settings_of(changed), size, longest=bytes_, texts=[bytes_] * PAIRS)
    estimate = need.total - need.programs - need.asked
    assert 0.8 * taken < estimate < 1.2 * taken, (taken / 1e6, need)


@only_on_linux
@pytest.mark.parametrize(("name", "texts"), [("paper", 30), ("default", 10)])
@pytest.mark.slow
def test_the_estimate_is_within_a_fifth_of_what_a_run_takes(name: str, texts: int) -> None:
    """A whole run of the embedded model, scoring included, in a process of its own."""
    asked = [sys.executable, __file__, name, str(texts)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(asked, check=True, capture_output=True, cwd=ROOT, env=env)
    config, targets = preset(name), world.forget_set("ten-people")[:texts]
    read = preparation.bytes_of(targets)
    size = room.size_of(preparation.folder_of(config))
    need = room.needed_memory(config, size, longest=max(read), texts=read)
    assert 0.8 * int(done.stdout) < need.total < 1.2 * int(done.stdout), need


def taken_by_run(name: str, texts: int) -> int:
    """Bytes of this process at its largest, after two iterations of a run."""
    process.be_polite()
    process.keep_memory()
    targets = world.forget_set("ten-people")[:texts]
    for _ in unlearn(targets, preset=name, settings={"max_iterations": 2}):
        pass
    return 1024 * kilobytes("VmHWM:")


def test_a_large_run_gives_back_what_a_step_has_freed() -> None:
    """Then it takes the more of the two; at the border the estimate does not fall."""

    def total(step: int, asked: int) -> int:
        return room.Need(0, 10**9, 0, 0, 0, step, 0, asked).total

    assert total(step=600_000_000, asked=300_000_000) == 1_900_000_000
    assert total(step=600_000_000, asked=500_000_000) == room.LARGE_BYTES
    assert total(step=3_000_000_000, asked=500_000_000) == 4_000_000_000
    assert total(step=1_000_000_000, asked=5_000_000_000) == 6_000_000_000


def test_the_estimate_knows_sizes_from_headers_alone(tiny_folder: Path) -> None:
    size = room.size_of(tiny_folder)
    network = models.load(str(tiny_folder)).network
    assert size.weights == sum(each.numel() for each in network.parameters())
    assert (size.layers, size.width, size.context) == (2, 32, 96)


def test_the_estimate_of_a_small_case_worked_out_by_hand() -> None:
    config = RunConfig(batch_size=2, partners=1, rewordings=1)
    size = room.Size(weights=1_000, layers=3, width=10, context=100, vocabulary=7, within=20)
    need = room.needed_memory(config, size, longest=30, texts=[30] * 5)
    length = 30 // 3 + 2
    kept = 4 * 3 * (9 * 10 + 2 * 20) * length  # of one text; two targets have four beside them
    assert (need.weights, need.gradients, need.moments) == (8_000, 4_000, 8_000)
    assert need.original == 4 * (7 * 10 + 5 * length * 10)
    assert need.kept == 6 * kept and need.logits == 4 * 2.5 * 6 * length * 7
    assert need.asked == 4 * 0.5 * (0.5 * 5 * length) * length * 2 * 3 * 10
    of_step = need.original + need.kept + need.logits
    assert need.total == room.PROGRAMS_BYTES + 20_000 + of_step + need.asked
    for change, expected in (
        ({"micro_batch": 1}, kept), ({"checkpointing": True}, 4 * length * 6 * (30 + 130)),
    ):  # fmt: skip
        changed = room.needed_memory(config.with_values(change), size, longest=30, texts=[30] * 5)
        assert changed.kept == expected
    adapter = room.needed_memory(config.with_values({"lora_rank": 1}), size, longest=30, texts=[30])
    assert adapter.total < room.needed_memory(config, size, longest=30, texts=[30]).total


def test_a_text_longer_than_the_context_weighs_as_much_as_the_windows_that_are_read() -> None:
    config = RunConfig(batch_size=3, partners=1, rewordings=0)
    size = room.Size(weights=1_000, layers=3, width=10, context=100)
    whole, over, four = 98 * 3, 99 * 3, 299 * 3  # bytes of 100, 101 and 301 tokens
    for bytes_, number in ((over, 2), (four, 4)):
        need = room.needed_memory(config, size, longest=bytes_, texts=[bytes_])
        assert need == room.needed_memory(config, size, longest=whole, texts=[whole] * number)


def test_what_a_long_text_makes_a_step_read_is_within_the_estimate() -> None:
    config, lm = preset("default"), preparation.load_model(preset("default"))
    pool = list(world.pool())
    long = new_text(" ".join(text.text for text in pool[:150]))
    rows = [encode(part, lm) for part in windows(long, lm)]
    beside = [encode(text, lm) for text in pool[150:250]]
    dealing = Dealing(rows, {row.id: beside[:2] for row in rows}, beside[2:], {}, config)
    read = max(sum(map(len, each)) for each in dealing.batches(1, {row.id for row in rows}))
    size, (bytes_,) = room.size_of(preparation.folder_of(config)), preparation.bytes_of([long])

    def kept(rows_at_once: int) -> int:
        asked = config.with_values({"micro_batch": rows_at_once})
        return room.needed_memory(asked, size, longest=bytes_, texts=[bytes_]).kept

    assert len(rows) > config.batch_size and kept(0) >= kept(read) > kept(read - 1)


def test_a_gpu_holds_more_logits_at_a_time_and_the_estimate_knows() -> None:
    size = room.Size(weights=10**6, layers=2, width=64, context=2048, vocabulary=250_000)
    config = RunConfig(batch_size=16)
    cpu, gpu = (
        room.needed_memory(config, size, longest=6000, texts=[6000], on_gpu=on_gpu)
        for on_gpu in (False, True)
    )
    assert cpu.logits * room.CHUNK_BYTES_GPU == gpu.logits * room.CHUNK_BYTES
    for device, most in (("cpu", room.CHUNK_BYTES), ("meta", room.CHUNK_BYTES_GPU)):
        weight_VD = torch.empty(50_000, 8, device=device)
        chunks = list(sides._chunks(torch.empty(9000, 8, device=device), Head(weight_VD)))
        assert most / 2 < 4 * 50_000 * (chunks[0].stop - chunks[0].start) <= most


@pytest.mark.parametrize("is_large", [True, False])
def test_a_large_run_gives_memory_back_and_a_small_one_keeps_it(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch, is_large: bool
) -> None:
    config, targets = (
        RunConfig(model=str(tiny_folder)),
        [tiny.text("The code is 4071.", secret="4071")] * 2,
    )
    size, read = room.size_of(tiny_folder), preparation.bytes_of(targets)
    need = room.needed_memory(config, size, longest=max(read), texts=read).total
    asked: list[bool] = []
    monkeypatch.setattr(preparation, "keep_memory", lambda *, is_on: asked.append(is_on))
    monkeypatch.setattr(room, "LARGE_BYTES", need + (not is_large))
    preparation.load_for(parallel.ALONE, config, targets)
    assert asked == [False] * is_large


def test_memory_is_kept_up_to_a_size_and_given_back_where_that_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    libc = SimpleNamespace(mallopt=lambda _, size: asked.append(size))
    monkeypatch.setattr(process.ctypes, "CDLL", lambda _: libc)
    process.keep_memory()
    process.keep_memory(is_on=False)
    assert asked == [2**30, 2**30, 1, 2**25, 2**25, 0]


ASK_AND_GIVE_BACK = """
import ctypes, resource, sys, threading
from icu_core.process import keep_memory
keep_memory(is_on=sys.argv[1] == "True")
libc, size = ctypes.CDLL(None), ctypes.c_size_t(40 * 2**20)
libc.malloc.restype = ctypes.c_void_p
def work():
    for _ in range(10):
        places = [ctypes.c_void_p(libc.malloc(size)) for _ in range(3)]
        for place in places:
            libc.memset(place, 1, size)
        for place in places:
            libc.free(place)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
thread = threading.Thread(target=work)
thread.start()
thread.join()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@only_on_linux
def test_what_a_worker_gives_back_is_there_when_it_asks_again() -> None:
    """Ten times three of 40 MB: pages that the system had to hand out."""
    pages = []
    for is_on in (True, False):
        asked = [sys.executable, "-c", ASK_AND_GIVE_BACK, str(is_on)]
        done = subprocess.run(asked, check=True, capture_output=True, cwd=ROOT)
        pages.append(int(done.stdout))
    assert pages[0] < pages[1] / 4, pages


def test_as_many_texts_are_read_at_a_time_as_there_is_room_for(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = RunConfig(batch_size=8, partners=3, rewordings=0)
    size, texts = room.size_of(tiny_folder), [60] * 4

    def need(micro_batch: int) -> int:
        asked = config.with_values({"micro_batch": micro_batch})
        return room.needed_memory(asked, size, longest=60, texts=texts).total

    for free, expected in ((need(0), 0), (need(0) - 1, 14), (need(7), 7), (need(1), 1)):
        monkeypatch.setattr(room, "free_memory", lambda free=free: free)
        assert room.check_memory(config, tiny_folder, longest=60, texts=texts) == expected
    monkeypatch.setattr(room, "free_memory", lambda: need(1) - 1)
    with pytest.raises(ModelError, match="GB are free"):
        room.check_memory(config, tiny_folder, longest=60, texts=texts)
    chosen = config.with_values({"micro_batch": 4})
    with pytest.raises(ModelError, match="micro_batch is 4"):
        room.check_memory(chosen, tiny_folder, longest=60, texts=texts)


def test_a_damaged_checkpoint_has_no_size_and_is_left_to_who_loads_it(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"\xff" * 40)
    (tmp_path / "config.json").write_text("[", encoding="utf-8")
    assert room.size_of(tmp_path).weights == 0


@pytest.mark.parametrize(
    ("error", "is_memory", "is_disk"),
    [
        (MemoryError(), True, False),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"), True, False),
        (RuntimeError("CUDA out of memory. Tried to allocate"), True, False),
        (OSError(12, "Cannot allocate memory"), True, False),
        (OSError(28, "No space left on device"), False, True),
        (OSError(27, "File too large"), False, True),
        (ValueError("I/O error: No space left on device (os error 28)"), False, True),
        (OSError(2, "No such file"), False, False),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False, False),
    ],
)
def test_errors_that_say_what_ran_out(error: Exception, is_memory: bool, is_disk: bool) -> None:
    assert room.is_memory_full(error) == is_memory
    assert room.is_disk_full(error) == is_disk


if __name__ == "__main__":
    network, told = sys.argv[1:]
    is_network = network in NETWORKS
    work = taken_by(network, json.loads(told)) if is_network else taken_by_run(network, int(told))
    print(work)  # noqa: T201


def test_where_the_processor_computes_the_memory_of_a_gpu_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (7, 8))
    assert room._free_on_gpu(RunConfig()) == 7
    monkeypatch.setenv("ICU_DEVICE", "cpu")
    assert room._free_on_gpu(RunConfig()) is None
