"""How the pages look: five colours with a meaning, everything else in greys.

The five are Okabe and Ito's hues (safe for colour-blind eyes), darkened until each has a contrast
of at least 3 to 1 on the light and on the dark background and carries white text. They stand for
these five ideas and for nothing else: buttons, links and warnings are grey.
"""

from __future__ import annotations

import gradio as gr

ORIGINAL = "#0072B2"  # the model before
UNLEARNED = "#A6518A"  # the model after
GOLD = "#9A6A00"  # the model that never saw the texts
LEAKING = "#C8460A"  # a text that still comes out
FORGOTTEN = "#00826A"  # a text that looks never seen

LIGHT_BACKGROUND = "#ffffff"
DARK_BACKGROUND = "#14161a"
QUIET = "#7c828c"  # axes and grid lines, readable on both backgrounds

_SANS = (gr.themes.LocalFont("IBM Plex Sans", weights=(400, 600)), "system-ui", "sans-serif")
_MONO = (gr.themes.LocalFont("IBM Plex Mono", weights=(400, 600)), "ui-monospace", "monospace")


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
        checkbox_background_color_selected="*neutral_800",
        checkbox_background_color_selected_dark="*neutral_500",
        checkbox_border_color_selected="*neutral_800",
        link_text_color="*neutral_800",
        link_text_color_dark="*neutral_200",
    )


CSS = f"""
:root {{
  --icu-original: {ORIGINAL}; --icu-unlearned: {UNLEARNED}; --icu-gold: {GOLD};
  --icu-leaking: {LEAKING}; --icu-forgotten: {FORGOTTEN}; --icu-quiet: {QUIET};
  --icu-line: #e2e4e8; --icu-soft: #f6f7f8; --icu-ink: #18181b; --icu-dim: #52525b;
}}
.dark {{ --icu-line: #2f343d; --icu-soft: #1b1e24; --icu-ink: #f0f1f3; --icu-dim: #a8adb7; }}
.gradio-container {{ max-width: 1240px !important; margin: 0 auto !important; }}
.icu {{ color: var(--icu-ink); font-size: 15px; line-height: 1.5; }}
.icu p {{ margin: 0 0 .4em; }}
.icu .dim, .icu.dim {{ color: var(--icu-dim); }}
.icu .mono {{ font-family: var(--font-mono); font-size: 13.5px; }}
.icu-head h1 {{ font-size: 26px; font-weight: 600; margin: 6px 0 2px; letter-spacing: -.01em;
  color: var(--icu-ink); }}
.icu-head p {{ color: var(--icu-dim); max-width: 64em; margin: 0; }}
.icu-steps {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px; margin: 12px 0 0; }}
.icu-steps div {{ border-left: 3px solid var(--icu-line); padding: 2px 0 2px 12px; color: var(--icu-dim); }}
.icu-steps b {{ color: var(--icu-ink); display: block; }}
.icu h2.icu-section {{ font-size: 18px; font-weight: 600; margin: 16px 0 0; color: var(--icu-ink); }}
.icu h3 {{ font-size: 15px; font-weight: 600; margin: 0 0 6px; color: var(--icu-ink); }}

.icu-secret {{ background: color-mix(in srgb, var(--icu-leaking) 22%, transparent);
  border-bottom: 2px solid var(--icu-leaking); border-radius: 2px; padding: 0 1px;
  color: var(--icu-ink); font-weight: 600; }}
.icu-secret.part {{ background: color-mix(in srgb, var(--icu-leaking) 10%, transparent);
  border-bottom-style: dotted; font-weight: 400; }}
.icu-target {{ border-bottom: 2px dashed var(--icu-quiet); font-weight: 600; }}

.icu-list {{ border: 1px solid var(--icu-line); border-radius: 8px; max-height: 310px; overflow: auto; }}
.icu-list .row {{ display: grid; grid-template-columns: 34px 1fr; gap: 8px; padding: 8px 12px;
  border-top: 1px solid var(--icu-line); overflow-wrap: anywhere; }}
.icu-list .row:first-child {{ border-top: 0; }}
.icu-list .no {{ color: var(--icu-dim); text-align: right; font-variant-numeric: tabular-nums; }}
.icu-list .body {{ white-space: pre-wrap; }}
.icu-chip {{ display: inline-block; border: 1px solid var(--icu-line); border-radius: 99px;
  padding: 0 8px; font-size: 12.5px; color: var(--icu-dim); white-space: nowrap; }}
.icu-note, .icu-error {{ border-radius: 8px; padding: 8px 12px; margin: 4px 0;
  border: 1px solid var(--icu-line); background: var(--icu-soft); overflow-wrap: anywhere; }}
.icu-error {{ border: 2px solid var(--icu-ink); font-weight: 600; }}
.icu-empty {{ border: 1px dashed var(--icu-line); border-radius: 8px; padding: 26px; text-align: center;
  color: var(--icu-dim); }}

.icu-status {{ border: 1px solid var(--icu-line); border-radius: 10px; padding: 14px 16px;
  background: var(--icu-soft); }}
.icu-status .line {{ display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 14px; }}
.icu-status .big {{ font-size: 19px; font-weight: 600; }}
.icu-status .right {{ margin-left: auto; color: var(--icu-dim); font-variant-numeric: tabular-nums; }}
.icu-bar {{ height: 12px; border-radius: 6px; overflow: hidden; margin-top: 10px; display: flex;
  background: var(--icu-leaking); }}
.icu-bar.idle {{ background: var(--icu-line); }}
.icu-bar i {{ background: var(--icu-forgotten); display: block; transition: width .5s; }}
.icu-bar.idle i {{ background: var(--icu-quiet); }}
.icu-legend {{ display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13.5px; color: var(--icu-dim);
  margin-top: 8px; align-items: center; }}
.icu-legend s {{ display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px;
  vertical-align: -1px; text-decoration: none; }}

.icu-board {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(46px, 1fr)); gap: 5px;
  max-height: 330px; overflow: auto; padding: 3px; }}
.icu-cell {{ all: unset; box-sizing: border-box; height: 42px; border-radius: 6px; cursor: pointer;
  text-align: center; font-size: 13.5px; color: #fff; font-variant-numeric: tabular-nums;
  display: flex; flex-direction: column; justify-content: center; line-height: 1.15; position: relative;
  transition: background-color .5s; }}
.icu-cell small {{ font-size: 11px; display: block; }}
.icu-cell:focus-visible, .icu-cell.chosen {{ outline: 3px solid var(--icu-ink); outline-offset: 1px; }}
.icu-cell.empty {{ background: var(--icu-line); color: var(--icu-dim); }}

.icu-told {{ width: 100%; border-collapse: collapse; }}
.icu-told td, .icu-told th {{ border-top: 1px solid var(--icu-line); padding: 6px 8px;
  vertical-align: top; text-align: left; }}
.icu-told th {{ color: var(--icu-dim); font-weight: 600; font-size: 13px; }}
.icu-told td.n {{ font-variant-numeric: tabular-nums; white-space: nowrap; }}
.icu-told td.text {{ white-space: pre-wrap; overflow-wrap: anywhere; }}
.icu-told .now td {{ background: var(--icu-soft); }}
.icu-scroll {{ overflow-x: auto; max-height: 430px; overflow-y: auto; }}
.icu-dot {{ display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 7px; }}

.icu-log {{ max-height: 260px; overflow: auto; border: 1px solid var(--icu-line); border-radius: 8px; }}
.icu-log div {{ display: grid; grid-template-columns: 62px 1fr; gap: 8px; padding: 5px 12px;
  border-top: 1px solid var(--icu-line); overflow-wrap: anywhere; }}
.icu-log div:first-child {{ border-top: 0; }}
.icu-log time {{ color: var(--icu-dim); font-variant-numeric: tabular-nums; text-align: right; }}

.icu-summary {{ border: 1px solid var(--icu-line); border-left: 6px solid var(--icu-forgotten);
  border-radius: 8px; padding: 12px 16px; }}
.icu-summary.open {{ border-left-color: var(--icu-leaking); }}
.icu-summary.plain {{ border-left-color: var(--icu-quiet); }}
.icu-summary h3 {{ font-size: 19px; }}
.icu-facts {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px;
  margin-top: 10px; }}
.icu-facts div {{ font-size: 13.5px; color: var(--icu-dim); }}
.icu-facts b {{ display: block; font-size: 20px; color: var(--icu-ink); font-weight: 600; }}

.icu-column {{ border: 1px solid var(--icu-line); border-top: 5px solid var(--c); border-radius: 8px;
  padding: 10px 14px 12px; min-height: 150px; }}
.icu-column h3 {{ margin-bottom: 2px; }}
.icu-column .said {{ white-space: pre-wrap; overflow-wrap: anywhere; font-size: 16px; margin-top: 8px; }}
.icu-column .asked {{ color: var(--icu-dim); }}
.icu-column .verdict {{ margin-top: 10px; padding-top: 8px; border-top: 1px solid var(--icu-line);
  font-weight: 600; }}
.icu-columns {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 12px; }}
.icu-caret {{ display: inline-block; width: 8px; height: 1.05em; background: var(--c);
  vertical-align: -2px; margin-left: 1px; animation: icu-blink 1s steps(2) infinite; }}
@keyframes icu-blink {{ 50% {{ opacity: 0; }} }}
.icu-p {{ display: inline-block; height: 10px; border-radius: 3px; vertical-align: 0; min-width: 1px; }}
.icu-track {{ display: inline-block; width: 90px; height: 10px; border-radius: 3px;
  background: var(--icu-line); overflow: hidden; margin-right: 8px; }}
.icu-track i {{ display: block; height: 100%; }}

.js-plotly-plot .gtitle, .js-plotly-plot .xtick text, .js-plotly-plot .ytick text,
.js-plotly-plot .legendtext, .js-plotly-plot .annotation-text, .js-plotly-plot .xtitle,
.js-plotly-plot .ytitle {{ fill: var(--icu-ink) !important; }}
.js-plotly-plot .hoverlayer text {{ fill: #fff !important; }}
.icu-plot .modebar {{ display: none !important; }}
footer {{ opacity: .7; }}
@media (max-width: 640px) {{
  .icu-steps {{ grid-template-columns: 1fr; }}
  .icu-board {{ grid-template-columns: repeat(auto-fill, minmax(42px, 1fr)); }}
  .icu-status .right {{ margin-left: 0; width: 100%; }}
  .gradio-container {{ padding: 8px !important; }}
}}
"""
