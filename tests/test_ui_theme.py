"""The five colours: readable in light and dark, and different for every kind of eye."""

from itertools import combinations

import pytest

from icu_core.ui import theme

COLOURS = {
    name: getattr(theme, name) for name in ("ORIGINAL", "UNLEARNED", "GOLD", "LEAKING", "FORGOTTEN")
}
# Rows give what an eye without one kind of cone sees of linear red, green and blue
# (Machado, Oliveira and Fernandes 2009, full severity).
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}  # fmt: skip


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    light = sorted(
        sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear(each), strict=True))
        for each in (one, other)
    )
    return (light[1] + 0.05) / (light[0] + 0.05)


def lab(rgb: list[float]) -> tuple[float, float, float]:
    """CIELAB of linear sRGB under D65."""
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    xyz = [sum(w * p for w, p in zip(row, rgb, strict=True)) for row in rows]
    f = [max(v / w, 0.0) for v, w in zip(xyz, white, strict=True)]
    f = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in f]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


@pytest.mark.parametrize("name", COLOURS)
def test_each_stands_out_from_both_backgrounds_and_carries_white_text(name: str) -> None:
    colour = COLOURS[name]
    assert contrast(colour, theme.LIGHT_BACKGROUND) >= 4.5
    assert contrast(colour, theme.DARK_BACKGROUND) >= 3.0


@pytest.mark.parametrize("eye", EYES)
def test_those_that_stand_side_by_side_differ_for_every_eye(eye: str) -> None:
    seen = {
        name: lab([sum(w * p for w, p in zip(row, linear(c), strict=True)) for row in EYES[eye]])
        for name, c in COLOURS.items()
    }
    beside = {"ORIGINAL", "UNLEARNED", "GOLD"}, {"LEAKING", "FORGOTTEN"}
    for group in beside:
        for one, other in combinations(sorted(group), 2):
            far = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
            assert far > 15, (eye, one, other, far)


def test_the_theme_asks_nobody_for_fonts() -> None:
    made = theme.theme()
    assert "url('http" not in made._get_theme_css()
    assert not [each for each in made._stylesheets if "http" in each]
    assert not any("http" in style.read_text("utf-8") for style in theme.STYLES)
