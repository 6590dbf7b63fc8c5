"""The loop: train on the targets that are still active, ask all of them again, refine, repeat.

One pass over the active targets is an iteration. The loop yields one `Iteration` after each, the
first (number 0) before any training. It writes nothing; work.py does.

Source    ICU (arXiv 2407.20271), KUI + CLE + IUR.
Differs   1. Batches hold active targets only. When none is active no step is made: the momentum of
             Adam would move weights (the authors' empty batch gives NaN and one such step).
          2. The order of an iteration's batches is a function of (seed, iteration) alone.
          3. An iteration that breaks the model, or makes kept prose too hard, is taken back and
             done again with half the step; when that has happened often enough the run ends with
             the last good weights. So one step size serves small models and large ones.
"""

from __future__ import annotations

import json
import math
import time
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

from torch import Tensor

from icu_core import preparation, refine, rounding
from icu_core.config import RunConfig
from icu_core.config import preset as config_of
from icu_core.dealing import Dealing
from icu_core.errors import TextsError
from icu_core.iteration import Iteration
from icu_core.metrics.similarity import TokenEncoder
from icu_core.models import LM
from icu_core.objectives import METHODS
from icu_core.parallel import ALONE, World, whole
from icu_core.plan import Plan
from icu_core.preparation import ask
from icu_core.refine import Finish
from icu_core.scores import Scores, average, perplexity, recall
from icu_core.snapshot import Snapshot
from icu_core.texts import Reading, Text
from icu_core.tokens import Tokens, encode
from icu_core.trainer import Trainer
from icu_core.workers import together

Beside = tuple[dict[str, float], dict[str, float], float]
"""What is known of partners and of texts that no step reads, and the perplexity of kept prose."""

Tell = Callable[[str, int, int, int], None]
"""Called with phase, iteration, step and number of steps; for progress bars."""


def _tell_nobody(phase: str, iteration: int, step: int, of: int) -> None: ...


class Unlearning:
    """One unlearning of one model in memory."""

    def __init__(
        self,
        lm: LM,
        plan: Plan,
        config: RunConfig,
        *,
        similarity: TokenEncoder | None = None,
        world: World = ALONE,
    ) -> None:
        self.lm, self.plan, self.config, self.world = lm, plan, config, world
        self.number = -1
        self.finish: Finish | None = None
        self._similarity = similarity
        self._rows = [encode(text, lm) for text in plan.targets]
        partners = {
            each.target: [encode(partner.text, lm) for partner in each.partners]
            for each in plan.pairings
        }
        anchors = [encode(text, lm) for text in plan.anchors]
        rewordings = {
            target: [encode(text, lm) for text in texts]
            for target, texts in plan.rewordings.items()
        }
        self._dealing = Dealing(self._rows, partners, anchors, rewordings, config)
        self._kept = self._dealing.kept
        self._untouched = [encode(text, lm) for text in plan.untouched]
        self._prose = [encode(text, lm) for text in plan.prose]
        self._method = METHODS[config.method]
        self._trainer = Trainer(
            lm,
            [*self._kept, *anchors],
            config,
            targets=[*self._rows, *(row for some in rewordings.values() for row in some)],
            instead={
                target: [encode(text, lm) for text in texts]
                for target, texts in plan.instead.items()
            },
            aims=plan.aims,
            world=world,
        )
        self._levels = self._held_to()
        reworded = {text.id: self._levels[target]
                    for target, some in plan.rewordings.items() for text in some}  # fmt: skip
        self._marks = {**self._levels, **reworded} if config.push_until == "level" else {}
        self._active: frozenset[str] = frozenset()
        self._perplexity_before = math.nan
        self._kept_before = math.nan
        self._good: dict[str, Tensor] = {}  # weights of the last whole iteration
        self._halved = self._taken_back = 0  # times in all, and in this iteration

    @property
    def is_finished(self) -> bool:
        """Whether the run has ended; `finish` says why."""
        return self.finish is not None

    def iterations(
        self, *, is_stopped: Callable[[], bool] = lambda: False, tell: Tell = _tell_nobody
    ) -> Iterator[Iteration]:
        """Train and yield until the run ends; afterwards `finish` says why.

        `is_stopped` is asked before every batch. When it says so, or when training breaks, the
        weights go back to those of the last whole iteration.
        """
        if self.number < 0:
            yield self._measured(0, [], 0, {}, tell)
        while not self.is_finished:
            iteration = self._iterated(is_stopped, tell)
            if iteration:
                yield iteration

    def read_at_once(self, texts: int) -> None:
        """Let a step read so many texts at a time; 0: all."""
        self._trainer.at_once = texts

    def whole_weights(self) -> dict[str, Tensor] | None:
        """All weights, where each rank has a share and every rank asks; else the network's do."""
        if not self.world.is_sharded:
            return None
        return {name: whole(each) for name, each in self.lm.network.state_dict().items()}

    def state(self) -> Snapshot:
        """All that is needed to go on from the last whole iteration, bit for bit."""
        values = {
            "active": sorted(self._active),
            "perplexity_before": self._perplexity_before,
            "kept_before": self._kept_before,
            "finish": asdict(self.finish) if self.finish else None,
            "halved": self._halved,
            "at_once": self._trainer.at_once,
        }
        return Snapshot(self.number, self._trainer.groups() if self.number else {}, values)

    def restore(self, snapshot: Snapshot) -> None:
        """Go on from a snapshot of the same run. Raises RunError where it does not fit."""
        if snapshot.groups:
            self._trainer.load(snapshot.groups)
        self.number = snapshot.number
        self._active = frozenset(snapshot.state["active"])
        self._perplexity_before = snapshot.state["perplexity_before"]
        self._kept_before = snapshot.state["kept_before"]
        self._trainer.at_once = snapshot.state.get("at_once", self._trainer.at_once)
        self._halve(snapshot.state.get("halved", 0))
        ended = snapshot.state["finish"]
        self.finish = Finish(**ended) if ended else None

    def _iterated(self, is_stopped: Callable[[], bool], tell: Tell) -> Iteration | None:
        """One iteration; None where it was cut short, or taken back to be done again."""
        number, active, started = self.number, self._active, time.monotonic()
        losses, tokens = self._train(number + 1, is_stopped, tell)
        iteration = None
        if not self.is_finished:
            seconds = {"train": time.monotonic() - started}
            iteration = self._measured(number + 1, losses, tokens, seconds, tell)
        if not self._has_gone_too_far() or self._halved == self.config.halvings:
            self._taken_back = 0
            return iteration
        self.number, self._active, self.finish = number, active, None  # the weights went back
        self._halve(self._halved + 1)
        self._taken_back += 1
        return None

    def _has_gone_too_far(self) -> bool:
        return self.finish is not None and self.finish.reason in ("diverged", "guard")

    def _halve(self, times: int) -> None:
        """Make the step of the settings so many times half as large."""
        self._halved = times
        self._trainer.step_size = self.config.learning_rate / 2**times

    def _train(
        self, number: int, is_stopped: Callable[[], bool], tell: Tell
    ) -> tuple[list[dict[str, float]], int]:
        """One pass over the active targets: losses of every step, tokens seen."""
        self._good = {name: weight.clone() for name, weight in self._trainer.weights().items()}
        losses: list[dict[str, float]] = []
        tokens = 0
        batches = self._dealing.batches(number, self._active)
        for step, (targets, partners) in enumerate(batches):
            if is_stopped():
                self._end_early("stopped", "Stopped on request.")
                break
            tell("training", number, step + 1, len(batches))
            losses.append(self._trainer.step(targets, partners, self._marks))
            tokens += sum(len(row.ids) for row in (*targets, *partners))
            if refine.is_broken(losses[-1].values()):
                self._end_early("diverged", "The loss is no longer finite; take smaller steps.")
                break
        return losses, tokens

    def _measured(
        self,
        number: int,
        losses: Sequence[Mapping[str, float]],
        tokens: int,
        seconds: Mapping[str, float],
        tell: Tell,
    ) -> Iteration:
        """Ask the model, refine the active set, and decide whether the run ends."""
        tell("scoring", number, 0, 0)
        started = time.monotonic()
        scores, beside = together(
            lambda: ask(self.lm, self._rows_to_ask(), self.config, self._similarity),
            self._beside,
            device=self.lm.device,
        )
        scores, (kept, untouched, prose) = self._heard(scores, beside)
        score_s = time.monotonic() - started
        if number == 0:
            self._perplexity_before, self._kept_before = prose, kept["exact"]
        self.number = number
        forgotten = self._forgotten(scores)
        everything = frozenset(row.id for row in self._rows)
        self._active = everything - forgotten if self.config.refine else everything
        self.finish = self._finish(scores, forgotten, prose, kept["exact"])
        return Iteration(
            number=number,
            losses=_means(losses),
            scores=tuple(scores),
            forgotten=forgotten,
            active=self._active,
            kept=kept,
            untouched=untouched,
            perplexity=prose,
            steps=len(losses),
            tokens=tokens,
            seconds={**seconds, "score": score_s},
            step_size=self._trainer.step_size,
            taken_back=self._taken_back,
            finish=self.finish,
            lm=self.lm,
        )

    def _beside(self) -> Beside:
        """What the model still knows of what it is to keep."""
        some = recall(self.lm, self._kept), recall(self.lm, self._untouched)
        return *some, perplexity(self.lm, self._prose)

    def _rows_to_ask(self) -> list[Tokens]:
        """Those that this rank asks: its share; all of them where ranks must keep in step."""
        return self._rows if self.world.is_sharded else self.world.deal(self._rows)

    def _heard(self, scores: list[Scores], beside: Beside) -> tuple[list[Scores], Beside]:
        """What all ranks measured, the same on each; alone it is what was given."""
        if self.world.size == 1:
            return scores, beside
        said = self.world.everyones(json.dumps([list(map(asdict, scores)), beside]))
        parts = [json.loads(each) for each in said]
        found = [Scores(**each) for part in parts for each in part[0]]
        place = {score.id: score for score in reversed(found)}  # that of the first rank to say it
        return [place[row.id] for row in self._rows], tuple(parts[0][1])

    def _held_to(self) -> dict[str, float]:
        """The NLL of never-seen secrets that each target is held to, by the target's id."""
        levels = self.plan.levels
        usual = {
            text.id: refine.level_of(text.kind, levels).nll_secret for text in self.plan.targets
        }
        return {**usual, **self.plan.marks}

    def _forgotten(self, scores: Sequence[Scores]) -> frozenset[str]:
        """Ids of the targets that count as forgotten."""
        config = self.config

        def is_forgotten(score: Scores) -> bool:
            if config.rule == "calibrated":
                return refine.is_forgotten_by_level(score, self._levels[score.id])
            return refine.is_forgotten_by_paper(
                score,
                bertscore_below=config.bertscore_threshold,
                bleu_below=config.bleu_threshold,
                both=config.rule == "paper_and",
            )

        return frozenset(score.id for score in scores if is_forgotten(score))

    def _finish(
        self, scores: Sequence[Scores], forgotten: Collection[str], prose: float, kept: float
    ) -> Finish | None:
        """Why the run ends after the iteration just measured; None: it goes on."""
        config, number = self.config, self.number
        before = self._perplexity_before
        if number and refine.is_broken([prose, *(score.nll for score in scores)]):
            return self._end_early("diverged", "The model broke; take smaller steps.", number - 1)
        if refine.leaves_band(prose, before=before, band=config.perplexity_band):
            words = (
                f"Kept text became harder than the band allows (perplexity {before:.2f} before, "
                f"{prose:.2f} now); the result is the iteration before."
            )
            return self._end_early("guard", words, result=number - 1)
        if number == 0 and len(forgotten) == len(scores):
            words = (
                "The model does not know any of the texts. Nothing was trained, so there is no "
                "other model than the original."
            )
            return Finish("nothing_to_forget", words, 0)
        share = config.keep_share if self._method.partners else 0.0
        if not self._active and refine.is_kept(kept, before=self._kept_before, share=share):
            return Finish(
                "all_forgotten",
                "None of the texts is still there, by the rule of this run.",
                number,
            )
        marks = self.plan.thresholds(config)
        if marks and refine.is_below(average(scores), ma=marks[0], el=marks[1]):
            return Finish("below_levels", "MA and EL are below their thresholds.", number)
        if number >= config.max_iterations:
            words = (
                f"After the last iteration allowed {len(scores) - len(forgotten)} texts are still "
                f"there and {rounding.share(kept)} of the partners come out word for word."
            )
            return Finish("cap", words, number)
        return None

    def _end_early(self, reason: str, words: str, result: int | None = None) -> Finish:
        """End the run with the weights of the last good iteration."""
        if self._good:
            self._trainer.load({"weights": self._good})
        self.finish = Finish(reason, words, self.number if result is None else result)
        return self.finish


def unlearn_texts(
    targets: Reading,
    *,
    model: str | LM,
    preset: str,
    settings: Mapping[str, Any],
    pool: Sequence[Text] | None,
    unseen: Sequence[Text] | None,
) -> Iterator[Iteration]:
    """The generator behind `icu_core.unlearn`, which describes it."""
    config = config_of(preset).with_values(settings)
    if isinstance(model, str):
        config = config.with_values({"model": model})
    lm = preparation.load_model(config) if isinstance(model, str) else model
    if not targets.texts:
        raise TextsError("There is no text to forget. Give at least one.")
    notes = list(targets.notes)
    similarity = preparation.similarity_encoder(config, notes, device=lm.device)
    plan = preparation.make_plan(lm, targets.texts, config, pool=pool, unseen=unseen, notes=notes)
    for note in plan.notes:
        warnings.warn(note, stacklevel=2)
    yield from Unlearning(lm, plan, config, similarity=similarity).iterations()


def _means(losses: Sequence[Mapping[str, float]]) -> dict[str, float] | None:
    if not losses:
        return None
    return {name: fmean(each[name] for each in losses) for name in losses[0]}
