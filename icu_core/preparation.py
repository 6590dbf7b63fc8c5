"""From settings and texts to a plan: model, partners, never-seen level; all before any training.

Which texts serve where the user gave none:

    pool     the embedded world for the embedded model, else texts sampled from the model itself
    unseen   the world's never-seen records for the embedded model, else pool texts that are no
             partners and that the model does not know
    prose    the world's held-out prose for the embedded model, else pool texts that are no partners

No text of a pool that is to be forgotten is held on to, nor one that tells a secret of a target.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch

from icu_core import alternatives, leaks, models, pools, room, rounding, subjects, world
from icu_core.beside import beside, prose_of
from icu_core.calibration import calibrate
from icu_core.config import RunConfig, seed_for
from icu_core.devices import choose_precision
from icu_core.encoders import (
    CachedEncoder,
    LastHalfEncoder,
    MiniLM,
    ModelEncoder,
    TransformerEncoder,
)
from icu_core.errors import ConfigError, ModelError
from icu_core.metrics.similarity import Remembering, TokenEncoder
from icu_core.models import LM
from icu_core.objectives import METHODS
from icu_core.parallel import World, is_to_shard, shard
from icu_core.plan import Plan
from icu_core.process import keep_memory
from icu_core.retrieval import Encoder, Pairing, pair
from icu_core.rewordings import rewordings
from icu_core.scores import Scores, score
from icu_core.strangers import called, strangers
from icu_core.telling import Telling
from icu_core.texts import Text
from icu_core.tokens import Tokens, encode, readable, windows
from icu_core.weights import resolve

Tell = Callable[[str, int, int, int], None]

BERT, BERT_LAYER = "bert-base-uncased", 9
BERT_REVISION = "86b5e0934494bd15c9632b12f734a8a67f723594"  # a branch could be moved
"""The encoder of the paper's BERTScore, and the layer that the bert-score package reads."""

EMBEDDINGS = world.ASSETS / "world" / "embeddings.safetensors"
"""Points of the world's texts under MiniLM, so that a run on the world need not load it."""

SAMPLED_TEXTS, SAMPLED_TOKENS = 256, 200
"""Texts sampled from a model that comes without a pool."""


@dataclass(slots=True)
class _Clock:
    """Seconds per phase."""

    seconds: dict[str, float] = field(default_factory=dict)
    since: float = field(default_factory=time.monotonic)

    def lap(self, phase: str) -> None:
        now = time.monotonic()
        self.seconds[phase] = now - self.since
        self.since = now


def load_model(config: RunConfig) -> LM:
    """The model that the settings name. Raises ModelError, ConfigError."""
    return models.load(
        config.model,
        device=config.device,
        precision=config.precision,
        lora_rank=config.lora_rank,
        revision=config.revision or None,
    )


def load_for(
    ranks: World, config: RunConfig, targets: Sequence[Text], *, others: Sequence[Text] = ()
) -> tuple[LM, World, int]:
    """The model in this process, or a share of it; the world with that said; texts at a time.

    `others` are the texts of the user that it will read beside the targets.

    Raises ModelError where there is no room for it, and ConfigError.
    """
    folder, texts = folder_of(config), bytes_of(targets)
    longest = max(texts + bytes_of(others))
    if room.is_large(config, folder, longest=longest, texts=texts):
        keep_memory(is_on=False)

    def at_once() -> int:
        return room.check_memory(config, folder, longest=longest, texts=texts)

    def fits() -> bool:
        try:
            return at_once() >= 0
        except ModelError:
            return False

    if not is_to_shard(config.parallel, ranks, fits=lambda: not ranks.any(not fits())):
        few = at_once()
        return load_model(config), ranks, few
    if config.lora_rank:
        raise ConfigError("An adapter needs whole weights: set parallel to ddp.")
    lm = load_model(config.with_values({"device": "cpu", "precision": "fp32"}))
    sharded = shard(lm.network, models.blocks(lm), ranks)
    compute = choose_precision(config.precision, torch.device(ranks.place))
    return replace(lm, compute=compute), sharded, config.micro_batch


def bytes_of(texts: Sequence[Text]) -> list[int]:
    """The bytes of each text: a letter of a script with long ones is a token or more."""
    return [len(text.text.encode()) for text in texts]


def folder_of(config: RunConfig) -> Path:
    """Where the model of the settings lies, downloaded if need be. Raises ModelError."""
    return resolve(config.model, revision=config.revision or None)


def make_plan(
    lm: LM,
    targets: Sequence[Text],
    config: RunConfig,
    *,
    pool: Sequence[Text] | None = None,
    unseen: Sequence[Text] | None = None,
    notes: Sequence[str] = (),
    tell: Tell = lambda *_: None,
) -> Plan:
    """Partners, marks and kept prose for these targets; None means those that suit the model.

    Raises TextsError (a target of one token), PoolError (too few partners).
    """
    tell("preparing", 0, 1, 3)
    clock, said = _Clock(), list(notes)
    asked = _windowed(lm, targets, said)
    candidates = _pool(lm, pool, asked, config, said)
    clock.lap("pool")
    tell("preparing", 0, 2, 3)
    pairings = _pairings(lm, asked, candidates, config)
    partners = [each.text for pairing in pairings for each in pairing.partners]
    rest = _without(candidates, partners)
    told = Telling(asked if config.guard_spans else ())
    clock.lap("retrieval")
    reworded = _rewordings(lm, asked, candidates, config)
    clock.lap("rewordings")
    tell("preparing", 0, 3, 3)
    given = None if unseen is None else _readable(lm, unseen, "never-seen", said)
    unknown = strangers(lm, given, rest, config, said)
    held_to = calibrate(lm, asked, reworded, unknown, config)
    clock.lap("calibration")
    prose = prose_of(lm, _without(rest, unknown) or rest, told) or partners
    anchors, untouched = beside(_without(rest, prose), [*asked, *partners], told, config)
    pushed = [*asked, *(text for some in reworded.values() for text in some)]
    return Plan(
        targets=tuple(asked),
        pairings=tuple(pairings),
        prose=tuple(prose),
        levels=held_to.levels,
        strangers=called(lm, given, unknown, asked),
        notes=tuple(said),
        seconds=clock.seconds,
        instead=_instead(lm, pushed, unknown, pairings, config),
        marks=held_to.marks,
        aims=held_to.aims,
        anchors=tuple(anchors),
        rewordings=reworded,
        untouched=tuple(untouched),
    )


def ask(
    lm: LM, rows: Sequence[Tokens], config: RunConfig, similarity: TokenEncoder | None
) -> list[Scores]:
    """What the model says of every text, measured as the settings want it."""
    return score(
        lm,
        rows,
        el_n=config.el_n,
        el_prefixes=config.el_prefixes,
        split=config.split,
        beams=config.beams,
        similarity=similarity,
    )


def _windowed(lm: LM, targets: Sequence[Text], notes: list[str]) -> list[Text]:
    """The targets, those longer than the context in windows. Raises TextsError."""
    found = [part for place in enumerate(targets, start=1) for part in _numbered(lm, *place)]
    extra = len(found) - len(targets)
    if extra:
        notes.append(
            f"Texts longer than the model's context of {lm.context} tokens were split into "
            f"windows: {len(targets)} texts became {len(found)}."
        )
    return found


def _numbered(lm: LM, number: int, target: Text) -> list[Text]:
    """The windows of one target; raises TextsError, which names its number, not its id."""
    parts = windows(target, lm)
    for part in parts:
        encode(part, lm, called=str(number))
    return parts


def _readable(lm: LM, texts: Sequence[Text], what: str, notes: list[str]) -> list[Text]:
    """The texts in windows, without those that are too short for the model, which are noted."""
    found, missing = readable(texts, lm)
    if missing:
        told = rounding.count(missing, f"{what} text")
        notes.append(f"{told} left out: too short for this model. Give at least three words.")
    return found


def _pool(
    lm: LM,
    given: Sequence[Text] | None,
    targets: Sequence[Text],
    config: RunConfig,
    notes: list[str],
) -> list[Text]:
    """Where partners are looked for: no text in it is to be forgotten itself."""
    if given is not None:
        found = _readable(lm, given, "pool", notes)
        wanted = {text.text for text in targets}
        pool = [text for text in found if text.text not in wanted]
        if twice := len(found) - len(pool):
            told = rounding.count(twice, "text")
            notes.append(f"{told} of the pool left out: to be forgotten, so nothing is held to it.")
        return pool
    if config.pool == "world" or (config.pool == "auto" and lm.name == "embedded"):
        return [part for text in world.pool() for part in windows(text, lm)]
    notes.append(
        f"No pool was given: {SAMPLED_TEXTS} texts sampled from the model itself serve as one."
    )
    seed = seed_for(config.seed, "pool")
    sampled = pools.sampled(lm, SAMPLED_TEXTS, seed=seed, tokens=SAMPLED_TOKENS)
    return _readable(lm, sampled, "sampled", notes)  # read again a text may have more tokens


def _pairings(
    lm: LM, targets: Sequence[Text], pool: Sequence[Text], config: RunConfig
) -> list[Pairing]:
    """The partners of every target."""
    return pair(
        targets,
        pool,
        encoder=encoder_for(config, lm),
        k=config.partners,
        max_overlap=config.max_overlap,
        guard_spans=config.guard_spans,
        tokenize=lambda text: lm.tokenizer(text, add_special_tokens=False)["input_ids"],
    )


def _rewordings(
    lm: LM, targets: Sequence[Text], pool: Sequence[Text], config: RunConfig
) -> dict[str, tuple[Text, ...]]:
    """Other wordings of the targets; none where all of a text is to go: the rest is the pool's."""
    if not config.rewordings or config.forget_on != "secret":
        return {}
    known = _shipped_answers(pool) if lm.name == "embedded" else {}
    return rewordings(lm, targets, pool, least=config.rewordings, seed=config.seed, known=known)


def _shipped_answers(pool: Sequence[Text]) -> subjects.Answers:
    """What the embedded model said of the world's pool when it was built; nothing of another."""
    weights, texts = leaks.hash_of_weights(world.MODEL_PATH), leaks.hash_of_texts(pool)
    return subjects.read(world.SUBJECTS, weights=weights, texts=texts)


def encoder_for(config: RunConfig, lm: LM) -> Encoder:
    """What finds analogous texts. Raises ModelError where MiniLM is neither here nor reachable."""
    encoder: Encoder
    if config.encoder == "model":
        encoder = ModelEncoder(lm)
    else:
        encoder = CachedEncoder(EMBEDDINGS, MiniLM(device=lm.device))
    return LastHalfEncoder(encoder) if config.embed == "last_half" else encoder


def similarity_encoder(
    config: RunConfig, notes: list[str], *, device: torch.device
) -> TokenEncoder | None:
    """What BERTScore reads texts with; MiniLM, and a note, where BERT cannot be had.

    It computes where the model does. Raises ModelError where MiniLM cannot be had either.
    """
    if config.bertscore_encoder == "off":
        return None
    if config.bertscore_encoder == BERT:
        bert = TransformerEncoder(BERT, layer=BERT_LAYER, device=device, revision=BERT_REVISION)
        try:
            bert.token_embeddings(["ready"])
        except ModelError:
            notes.append(f"{BERT} is not at hand, so BERTScore is measured with MiniLM instead.")
        else:
            return Remembering(bert)
    return Remembering(MiniLM(device=device))


def _without(texts: Sequence[Text], others: Sequence[Text]) -> list[Text]:
    """Those that are none of the others."""
    taken = {text.id for text in others}
    return [text for text in texts if text.id not in taken]


def _instead(
    lm: LM,
    targets: Sequence[Text],
    unseen: Sequence[Text],
    pairings: Sequence[Pairing],
    config: RunConfig,
) -> dict[str, tuple[Text, ...]]:
    """What stands in place of the secrets, for a method that asks for it."""
    partners = {pairing.target: [each.text for each in pairing.partners] for pairing in pairings}
    count, seed = config.alternatives, config.seed
    match METHODS[config.method].instead:
        case "plausible":
            return alternatives.plausible(lm, targets, unseen, partners, count=count, seed=seed)
        case "random":
            others = [*unseen, *(text for some in partners.values() for text in some)]
            return alternatives.random_answers(lm, targets, others, count=count, seed=seed)
        case "refusal":
            return alternatives.refusals(targets, config.refusal)
        case _:
            return {}
