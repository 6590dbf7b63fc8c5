"""How the pages look: the five colours of `palette`, everything else in greys."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from icu_core.palette import FORGOTTEN, GOLD, LEAKING, ORIGINAL, QUIET, UNLEARNED

LIGHT_BACKGROUND = "#ffffff"
DARK_BACKGROUND = "#14161a"

# Gradio carries these weights whole; its semi-bold files lack most letters.
_SANS = (gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif")
_MONO = (gr.themes.LocalFont("IBM Plex Mono", weights=(400, 700)), "ui-monospace", "monospace")


def theme() -> gr.themes.Base:
    """A grey theme with the fonts that Gradio itself carries."""
    grey = gr.themes.colors.zinc
    base = gr.themes.Base(
        primary_hue=grey,
        secondary_hue=grey,
        neutral_hue=grey,
        font=_SANS,
        font_mono=_MONO,
        radius_size=gr.themes.sizes.radius_md,
    )
    return base.set(
        body_background_fill=LIGHT_BACKGROUND,
        body_background_fill_dark=DARK_BACKGROUND,
        background_fill_primary_dark=DARK_BACKGROUND,
        block_background_fill_dark="#1b1e24",
        block_label_background_fill_dark="#1b1e24",
        block_shadow="none",
        block_border_color="*neutral_200",
        block_border_color_dark="#2c3038",
        block_title_text_weight="600",
        block_label_text_weight="600",
        block_title_text_color="*neutral_800",
        block_title_text_color_dark="*neutral_100",
        block_label_text_color="*neutral_700",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_400",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        button_primary_background_fill="*neutral_900",
        button_primary_background_fill_hover="*neutral_700",
        button_primary_background_fill_dark="*neutral_100",
        button_primary_background_fill_hover_dark="white",
        button_primary_text_color="white",
        button_primary_text_color_dark="*neutral_900",
        slider_color="*neutral_700",
        slider_color_dark="*neutral_300",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        checkbox_background_color_selected="*neutral_800",
        checkbox_background_color_selected_dark="*neutral_500",
        checkbox_border_color="*neutral_400",
        checkbox_border_color_dark="*neutral_500",
        checkbox_border_color_selected="*neutral_800",
        link_text_color="*neutral_800",
        link_text_color_dark="*neutral_200",
    )


CSS = f""":root {{
  --icu-original: {ORIGINAL}; --icu-unlearned: {UNLEARNED}; --icu-gold: {GOLD};
  --icu-leaking: {LEAKING}; --icu-forgotten: {FORGOTTEN}; --icu-quiet: {QUIET};
}}
"""
"""The colours for the style sheets."""

SHEETS = Path(__file__).with_name("style")
STYLES = [SHEETS / name for name in ("base.css", "compare.css", "audit.css", "learn.css")]
"""The style sheets: what all pages share, then what is one page's alone."""

HEAD = f"<style>{(SHEETS / 'frame.css').read_text('utf-8')}</style>"
"""What Gradio must not bend; see there."""

ICON = SHEETS / "icon.svg"
"""What stands for the page in the tabs of a browser."""
