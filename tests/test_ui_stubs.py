"""The page starts without the stubs that Gradio writes for editors."""

import os
import subprocess
import sys
from pathlib import Path

from gradio import component_meta

START = """
import ast, sys, types

def launch():
    sources = []
    ast.get_source_segment = lambda source, node: sources.append(node) or 'class'
    import gradio
    with gradio.Blocks():
        gradio.Textbox()
    print(len(sources))

sys.modules["icu_core.ui.layout"] = types.SimpleNamespace(launch=launch)
sys.argv = ["app.py"]
from icu_core.ui.serving import serve
serve()
"""


def test_gradio_loads_without_reading_the_source_of_its_components(tmp_path: Path) -> None:
    """As the app loads it. The function that would do so is still where it is replaced."""
    assert component_meta.create_or_modify_pyi.__module__ == "icu_core.ui.stubs"  # by conftest
    assert "def create_or_modify_pyi(" in Path(component_meta.__file__).read_text("utf-8")
    env = {**os.environ, "ICU_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", START], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0"]
