"""Starting points: the settings in which each preset differs from the defaults of `RunConfig`.

The presets of the methods beside ICU keep to its loop, its partners and its questions: they differ
in what a step aims at. What they share is written out, so that a comparison stays what it was when
the default changes. Their weights are those of their papers; their step sizes are for a model of 3
to 4 million parameters, and were chosen by this project so that ten secrets are gone after about a
dozen iterations or, where no step brings that about, so that little else is lost. A large model
wants steps a hundred times smaller.
"""

from __future__ import annotations

from icu_core.objectives import METHODS
from icu_core.setting import Value

Preset = dict[str, Value]


_SHARED: Preset = {
    "push_until": "level",
    "anchors": "pool",
    "partners": 4,
    "rewordings": 2,
    "keep_share": 0.98,
    "forget_on": "secret",
    "forget_power": 1.0,
    "batch_size": 16,
    "max_grad_norm": 1.0,
    "adam_beta1": 0.0,
    "adam_beta2": 0.98,
    "unseen_quantile": 0.5,
    "max_iterations": 60,
    "halvings": 0,
}


def _method(name: str, **changed: Value) -> tuple[str, Preset]:
    """The preset of a method: the plain weights of its paper but for what is said here."""
    plain: Preset = {"forget_weight": 1.0, "learn_weight": 0.0, "drift_weight": 0.0}
    about = METHODS[name].about
    return f"{about[0].upper()}{about[1:]}.", {**_SHARED, "method": name, **plain, **changed}


PRESETS: dict[str, tuple[str, Preset]] = {
    "default": ("Corrected and calibrated: forgets until a text looks never seen.", {}),
    "paper": (
        "The numbers and rules of the ICU paper and its code, quirks included.",
        {
            "forget_weight": 1.0,
            "learn_weight": 0.5,
            "drift_weight": 1.0,
            "forget_power": 0.0,
            "push_until": "iteration",
            "anchors": "active",
            "partners": 1,
            "rewordings": 0,
            "keep_share": 0.0,
            "forget_on": "text",
            "embed": "last_half",
            "bertscore_encoder": "bert-base-uncased",
            "learning_rate": 5e-6,
            "adam_beta1": 0.9,
            "batch_size": 8,
            "max_grad_norm": 0.0,
            "max_overlap": 1.0,
            "guard_spans": False,
            "rule": "paper_or",
            "split": "tail",
            "beams": 2,
            "stop_levels": "constant",
            "el_prefixes": "last50",
            "max_iterations": 100,
            "perplexity_band": 0.0,
            "halvings": 0,
        },
    ),
    "ascent": _method("ascent", learning_rate=1e-4),
    "grad_diff": _method("grad_diff", learning_rate=2e-4, learn_weight=1.0),
    "ga_kl": _method("ga_kl", learning_rate=1.5e-4, drift_weight=1.0),
    "llmu": _method("llmu", learning_rate=3e-4, forget_weight=0.5, drift_weight=1.0),
    "npo": _method("npo", learning_rate=1.5e-4, learn_weight=1.0),
    "simnpo": _method("simnpo", learning_rate=3e-4, forget_weight=0.125, learn_weight=1.0),
    "dpo": _method("dpo", learning_rate=3e-4, learn_weight=1.0),
    "idk": _method("idk", learning_rate=3e-4, learn_weight=1.0),
    "rmu": _method("rmu", learning_rate=1e-3, drift_weight=100.0),
    "undial": _method("undial", learning_rate=3e-4),
    "wga": _method("wga", learning_rate=1.5e-4, learn_weight=1.0),
    "jensun": _method("jensun", learning_rate=3e-4, drift_weight=1.0),
    "task_vector": _method("task_vector", learning_rate=2e-4),
}
