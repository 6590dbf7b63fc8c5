"""The methods by name. A new one is a function in a file of its family and a line here."""

from icu_core.objectives.ascent import ascent, ga_kl, grad_diff, llmu, memorise, wga
from icu_core.objectives.distillation import jensun, undial
from icu_core.objectives.icu import icu
from icu_core.objectives.preference import dpo, npo, simnpo
from icu_core.objectives.representation import rmu
from icu_core.objectives.terms import Method

METHODS: dict[str, Method] = {
    "icu": Method(icu, "forgets texts, learns from similar ones, holds to them", "2407.20271"),
    "ascent": Method(ascent, "makes texts unlikely, come what may", "2210.01504", partners=False),
    "grad_diff": Method(grad_diff, "makes texts unlikely and similar ones likely", "2401.06121"),
    "ga_kl": Method(ga_kl, "makes texts unlikely and holds to similar ones", "2401.06121"),
    "llmu": Method(llmu, "as ga_kl, and learns random answers", "2310.10683", instead="random"),
    "npo": Method(npo, "pushes a text less the further it is gone", "2404.05868", looks_back=True),
    "simnpo": Method(simnpo, "as npo, by length and without the original", "2410.07163"),
    "dpo": Method(dpo, "prefers false secrets of the same kind", "2409.13474",
                  looks_back=True, instead="plausible"),
    "idk": Method(dpo, "prefers to say that it does not know", "2401.06121",
                  looks_back=True, instead="refusal"),
    "rmu": Method(rmu, "scrambles what an early layer makes of texts", "2403.03218", layer=True),
    "undial": Method(undial, "imitates itself without its first choice", "2402.10052",
                     looks_back=True),
    "wga": Method(wga, "pushes only the words that are still likely", "2502.19301"),
    "jensun": Method(jensun, "says words of refusal instead, within bounds", "2509.02820"),
    "task_vector": Method(memorise, "learns texts harder, then walks the other way", "2212.04089",
                          partners=False, is_reversed=True),
}  # fmt: skip
