"""The methods by name. A new one is a function in a file of its family and a line here."""

from icu_core.objectives.ascent import ascent, ga_kl, grad_diff, llmu, memorise, wga
from icu_core.objectives.distillation import jensun, undial
from icu_core.objectives.icu import icu
from icu_core.objectives.preference import dpo, npo, simnpo
from icu_core.objectives.representation import rmu
from icu_core.objectives.terms import Method

METHODS: dict[str, Method] = {
    "icu": Method(icu, "forgets the texts, learns from similar ones, holds the answers on them"),
    "ascent": Method(ascent, "makes the texts unlikely, come what may", partners=False),
    "grad_diff": Method(grad_diff, "makes the texts unlikely and similar ones likely"),
    "ga_kl": Method(ga_kl, "makes the texts unlikely and holds the answers on similar ones"),
    "llmu": Method(llmu, "as ga_kl, and teaches random answers instead", instead="random"),
    "npo": Method(npo, "pushes a text less the further it is gone", looks_back=True),
    "simnpo": Method(simnpo, "as npo, judged by length and without the original"),
    "dpo": Method(dpo, "prefers false secrets of the kind", looks_back=True, instead="plausible"),
    "idk": Method(dpo, "prefers to say that it does not know", looks_back=True, instead="refusal"),
    "rmu": Method(rmu, "scrambles what an early layer makes of the texts", layer=True),
    "undial": Method(undial, "imitates itself without its first choice", looks_back=True),
    "wga": Method(wga, "pushes only the words that are still likely"),
    "jensun": Method(jensun, "says words of refusal instead, within bounds"),
    "task_vector": Method(memorise, "learns the texts harder, then walks the other way",
                          partners=False, is_reversed=True),
}  # fmt: skip
