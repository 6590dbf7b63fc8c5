"""Every number a run depends on: checked, frozen, hashable, each with its meaning and source.

A setting's default, bounds and source stand here and nowhere else. `preset(name)` gives a
starting point; a changed copy comes from `RunConfig.with_values`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

from icu_core.errors import ConfigError
from icu_core.objectives import METHODS
from icu_core.presets import PRESETS
from icu_core.setting import checked
from icu_core.setting import seed_for as seed_for
from icu_core.setting import setting as _setting

PAPER = "ICU paper, arXiv 2407.20271"
CODE = "the ICU authors' code"
OURS = "measured by this project"
MOMENT = "paper: 0.9, which carries texts past their aims; see assets/methods/tried.md"


@dataclass(frozen=True, slots=True)
class RunConfig:
    """The settings of one run. A bad value raises ConfigError with its name and bounds."""

    # what is changed, and on what
    model: str = _setting(
        "embedded", "`embedded`, a model id of the Hugging Face hub, or a folder.", OURS
    )
    revision: str = _setting("", "Branch, tag or commit of a hub model; empty: its newest.", OURS)
    device: Literal["auto", "cpu", "cuda", "mps"] = _setting("auto", "Where to compute.", OURS)
    precision: Literal["auto", "fp32", "bf16"] = _setting(
        "auto", "Precision of arithmetic; weights stay in fp32.", "bf16 would lose steps of 5e-6"
    )
    lora_rank: int = _setting(
        0, "Rank of a LoRA adapter; 0 changes all weights.", OURS, low=0, high=256
    )
    parallel: Literal["auto", "ddp", "fsdp", "off"] = _setting(
        "auto", "Processes of torchrun have all weights each (ddp), or a share (fsdp).", OURS
    )
    threads: int = _setting(
        0,
        "CPU threads; 0: as many as there are. The same number gives the same bits.",
        OURS,
        low=0,
        high=256,
    )
    seed: int = _setting(7, "Seed of the data order and of sampling.", OURS, low=0, high=2**31 - 1)

    # the method, and what only some of them ask for
    method: str = _setting(
        "icu",
        "How the model is made to forget. Targets, partners, questions and the end of a run are "
        "the same for all methods; what a training step aims at differs.",
        "each method has its paper; its preset has the numbers",
        options=tuple(METHODS),
    )
    sam_radius: float = _setting(
        0.0,
        "Sharpness-aware forgetting: the forget loss is lowered at the worst point within this "
        "distance of the weights, so that little brings the texts back; 0 is off. Twice the work.",
        "SAM-NPO, arXiv 2502.05374, uses 0.01",
        low=0.0,
        high=10.0,
    )
    alternatives: int = _setting(
        4, "Answers in place of each secret (dpo, llmu).", "AltPO, LLMU: 5", low=1, high=32
    )
    random_weight: float = _setting(
        1.0, "How much the random answers are learnt (llmu).", "LLMU's code", low=0.0, high=100.0
    )
    refusal: str = _setting("not known", "The words of a refusal (idk, jensun).", "JensUn: No idea")
    npo_beta: float = _setting(
        0.1,
        "How soon the push fades as a text becomes less likely (npo, dpo, idk).",
        "NPO, arXiv 2404.05868, and DPO in TOFU",
        low=1e-4,
        high=100.0,
    )
    simnpo_beta: float = _setting(
        4.5,
        "How soon the push fades as the tokens of a text become less likely (simnpo).",
        "SimNPO, arXiv 2410.07163: 2.5 to 4.5",
        low=1e-4,
        high=100.0,
    )
    simnpo_margin: float = _setting(
        0.0, "Nats per token that do not yet count (simnpo).", "arXiv 2410.07163", low=0.0, high=100
    )
    undial_penalty: float = _setting(
        10.0,
        "How much the logit of the true token is lowered in what is imitated (undial).",
        "UNDIAL, arXiv 2402.10052",
        low=0.0,
        high=1000.0,
    )
    rmu_layer: int = _setting(
        0,
        "After which block the states are scrambled; 0: after a third of all blocks (rmu).",
        "RMU, arXiv 2403.03218: block 7 of 32, early ones hold better",
        low=0,
        high=1000,
    )
    rmu_steering: float = _setting(
        6.5,
        "How long the scrambled states become (rmu).",
        "RMU, arXiv 2403.03218: 6.5 to 300, depending on the model",
        low=0.0,
        high=10_000.0,
    )
    vector_steps: int = _setting(
        10,
        "Steps of training that measure the way of memorising (task_vector).",
        OURS,
        low=1,
        high=10_000,
    )
    vector_scale: float = _setting(
        0.2,
        "How much of that way is gone back in each step: the slider (task_vector).",
        "task arithmetic, arXiv 2212.04089: up to 1 in all",
        low=0.0,
        high=100.0,
    )

    # the objective: L = -u * forget + alpha * learn + beta * drift
    forget_weight: float = _setting(
        0.15,
        "u: how hard the targets are pushed, or how strongly they are led.",
        "paper: 1; beside what must stay word for word 0.15 damaged least here",
        low=0.0,
        high=100.0,
    )
    forget_power: float = _setting(
        1.0,
        "A target token of probability p is pushed with p to this power; 0 pushes all alike.",
        "WGA, arXiv 2502.19301; the paper pushes all alike, also what is long gone",
        low=0.0,
        high=10.0,
    )
    push_until: Literal["aim", "level", "iteration"] = _setting(
        "aim",
        "A target is led to what the model would say if it were as unlikely as never-seen texts "
        "are, word for word (aim); pushed until its secret is as hard as theirs (level); or pushed "
        "for the whole iteration it is active in.",
        "iteration: the ICU paper; an aim has an end from both sides, a push has none",
    )
    anchors: Literal["pool", "all", "active"] = _setting(
        "pool",
        "What a step holds on to: partners of its targets and as many other texts of the pool, "
        "drawn anew each time (pool); those partners, filled up from all others (all); or those "
        "partners alone (active).",
        "active: the ICU paper, whose anchors vanish as forgetting succeeds; with pool most of "
        "what is near no target stays too",
    )
    learn_weight: float = _setting(
        0.5, "alpha: how much is learnt from the partners.", PAPER, low=0.0, high=100.0
    )
    drift_weight: float = _setting(
        20.0,
        "beta: how strongly the answers on the partners are held to the original's.",
        "paper: 1, for one partner; 20 kept most of what no step touches, see assets/methods",
        low=0.0,
        high=100.0,
    )
    forget_on: Literal["text", "secret"] = _setting(
        "secret",
        "Which tokens of a target are forgotten: all of its text, or its secret part.",
        "the paper: text; secret keeps the harmless words of a target",
    )

    # training
    learning_rate: float = _setting(
        3e-4,
        "Step size of Adam.",
        "paper: 5e-6 for GPT-Neo 125M; the embedded model is 30 times smaller",
        low=1e-9,
        high=1.0,
    )
    adam_beta1: float = _setting(0.4, "First decay of Adam.", MOMENT, low=0.0, high=0.9999)
    adam_beta2: float = _setting(0.98, "Second decay of Adam.", PAPER, low=0.0, high=0.99999)
    batch_size: int = _setting(
        16,
        "Targets per training step.",
        "paper: 8 (GPT-Neo 125M); 16 forgets a small set in one step an iteration",
        low=1,
        high=1024,
    )
    micro_batch: int = _setting(
        0, "Texts that a step reads at a time; 0: as many as fit.", OURS, low=0, high=4096
    )
    checkpointing: bool = _setting(
        False, "Compute blocks again instead of keeping them: less memory, more time.", OURS
    )
    max_grad_norm: float = _setting(
        1.0,
        "Longest gradient of a step; 0 does not clip.",
        "clipping keeps the unbounded forget term from exploding; the paper does not clip",
        low=0.0,
        high=1e6,
    )

    # partners
    encoder: Literal["minilm", "model"] = _setting(
        "minilm",
        "What finds analogous texts: the sentence encoder all-MiniLM-L6-v2 or the model itself.",
        PAPER,
    )
    embed: Literal["text", "last_half"] = _setting(
        "text",
        "Which part of a text the encoder reads: all of it, or its last half.",
        "last_half: the ICU authors' code (tokens 100 to 200 of each row)",
    )
    pool: Literal["auto", "world", "sampled"] = _setting(
        "auto",
        "Where partners come from when no pool is given: the embedded world, or texts sampled from "
        "the model itself; auto: the world for the embedded model, samples for any other.",
        OURS,
    )
    partners: int = _setting(
        4,
        "K: partners of each target.",
        "paper: 1 (it retrieves 10 and uses the first); 4 kept more of what was not trained on",
        low=1,
        high=32,
    )
    max_overlap: float = _setting(
        0.1,
        "A candidate that shares more of the target's 10-grams than this is no partner; 1: any.",
        "in the paper's data the nearest neighbour shares 55 % of them and re-teaches the target",
        low=0.0,
        high=1.0,
    )
    guard_spans: bool = _setting(
        True, "A candidate that holds a sensitive span of the target is no partner.", OURS
    )
    rewordings: int = _setting(
        2,
        "Other wordings of each target that are read beside it in a step; 0: only its own words.",
        "found in the pool, see `rewordings`; with 0 four of ten secrets were told in other words",
        low=0,
        high=32,
    )

    # refinement: when a target counts as forgotten, and what then
    refine: bool = _setting(
        True,
        "A target that counts as forgotten is left alone unless it comes back; without it all are "
        "trained on to the last iteration.",
        PAPER,
    )
    rule: Literal["paper_or", "paper_and", "calibrated"] = _setting(
        "calibrated",
        "Forgotten when: BERTScore < a or BLEU < b (paper_or); both (paper_and); or the secret "
        "is no easier for the model than those of never-seen texts (calibrated).",
        "paper_or: the ICU paper; calibrated: this project",
    )
    bertscore_threshold: float = _setting(
        0.3, "a: BERTScore-F1 below this counts as forgotten.", PAPER, low=-1.0, high=1.0
    )
    bleu_threshold: float = _setting(
        0.01, "b: BLEU below this counts as forgotten.", PAPER, low=0.0, high=1.0
    )
    bertscore_encoder: Literal["minilm", "bert-base-uncased", "off"] = _setting(
        "minilm",
        "Encoder behind BERTScore; off does not measure it.",
        "bert-base-uncased: the ICU paper; MiniLM is six times smaller and works offline",
    )
    unseen_quantile: float = _setting(
        0.5,
        "Calibrated rule: the secret's loss must reach this quantile of never-seen secrets.",
        "the median never-seen text is what 'as if never seen' means",
        low=0.0,
        high=1.0,
    )
    split: Literal["secret", "tail"] = _setting(
        "secret",
        "What is asked of the model: the secret after its prompt, or the last 50 tokens (tail).",
        "tail: the ICU paper",
    )
    beams: int = _setting(1, "Beams when asking (1: greedy).", f"{PAPER} uses 2", low=1, high=16)

    # when the run ends
    stop_levels: Literal["off", "constant", "calibrated"] = _setting(
        "off",
        "Also stop when the averages of MA and EL are below: two constants, the levels of "
        "never-seen text (calibrated), or never (off).",
        PAPER,
    )
    ma_threshold: float = _setting(
        0.5994, "MA of GPT-Neo on unseen text (constant levels).", CODE, low=0.0, high=1.0
    )
    el_threshold: float = _setting(
        0.0499, "EL10 of GPT-Neo on unseen text (constant levels).", CODE, low=0.0, high=1.0
    )
    el_n: int = _setting(10, "n of the extraction likelihood.", PAPER, low=1, high=100)
    el_prefixes: Literal["all", "last50"] = _setting(
        "all",
        "Prefixes that the extraction likelihood averages over.",
        "all: Jang et al. 2023; last50: the ICU authors' code",
    )
    keep_share: float = _setting(
        0.98,
        "When all is forgotten, iterations on the partners alone go on until this share of what "
        "the model said of them before comes out again; 0 does not look.",
        OURS,
        low=0.0,
        high=1.0,
    )
    max_iterations: int = _setting(
        60, "The run ends after this many iterations at the latest.", OURS, low=1, high=10_000
    )
    perplexity_band: float = _setting(
        0.1, "Share by which perplexity on kept text may rise; 0: any.", OURS, low=0.0, high=1000.0
    )
    halvings: int = _setting(
        6,
        "How often an iteration that broke the model, or left the band, is taken back and done "
        "again with half the step. After that the run stops with the last good state.",
        "ours: six lead from our step to the paper's for GPT-Neo 125M",
        low=0,
        high=30,
    )

    def __post_init__(self) -> None:
        for each in fields(self):
            value = checked(getattr(self, each.name), each, choices(each.name))
            object.__setattr__(self, each.name, value)

    def with_values(self, values: Mapping[str, Any]) -> RunConfig:
        """A copy with some settings changed; unknown names and bad values raise ConfigError."""
        known = {each.name for each in fields(self)}
        for name in values:
            if name not in known:
                names = ", ".join(sorted(known))
                raise ConfigError(f"There is no setting {name!r}. There are: {names}.")
        return dataclasses.replace(self, **values)

    def to_json(self) -> str:
        """The settings as JSON, keys in alphabetical order; `from_json` gives the same object."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True, indent=1)

    @staticmethod
    def from_json(text: str) -> RunConfig:
        """Settings from JSON; what is not named keeps its default. Raises ConfigError."""
        try:
            values = json.loads(text)
        except ValueError as error:
            raise ConfigError(f"The settings are not valid JSON: {error}.") from error
        if not isinstance(values, dict):
            raise ConfigError("The settings must be one JSON object of names and values.")
        return RunConfig().with_values(values)

    def hash(self) -> str:
        """Twelve hexadecimal digits that name these settings."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]


_FIELDS = {each.name: each for each in fields(RunConfig)}


def presets() -> dict[str, str]:
    """Name of each preset and what it is for, in one sentence."""
    return {name: about for name, (about, _) in PRESETS.items()}


def preset(name: str) -> RunConfig:
    """The settings of a preset; ConfigError names the presets there are."""
    if name not in PRESETS:
        raise ConfigError(f"There is no preset {name!r}. Choose one of: {', '.join(PRESETS)}.")
    return RunConfig().with_values(PRESETS[name][1])


def bounds(name: str) -> tuple[float | None, float | None]:
    """Lowest and highest allowed value of a numeric setting."""
    facts = _FIELDS[name].metadata
    return facts["low"], facts["high"]


@cache
def choices(name: str) -> tuple[str, ...]:
    """The allowed words of a setting that is a choice; empty for any other."""
    options: tuple[str, ...] = _FIELDS[name].metadata["options"]
    return options or get_args(get_type_hints(RunConfig)[name])


def explain(name: str) -> tuple[str, str]:
    """What a setting does, and where its default comes from."""
    facts = _FIELDS[name].metadata
    return facts["about"], facts["source"]
