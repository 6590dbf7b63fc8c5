"""The README: its examples fit the endpoints that there are."""

from __future__ import annotations

import ast
import json
import re
import urllib.request
from collections.abc import Iterator

from app_server import ROOT, Server


def calls_of_the_client() -> Iterator[ast.Call]:
    """Every call of an endpoint in the README."""
    code = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    (block,) = (each for each in code if "gradio_client" in each)
    for call in ast.walk(ast.parse(block)):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "icu.predict":
            yield call


def test_every_endpoint_has_an_example_that_fits_it(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/gradio_api/info", timeout=30) as answer:
        named = json.load(answer)["named_endpoints"]
    shown = set()
    for call in calls_of_the_client():
        given = {each.arg: each.value for each in call.keywords}
        name = ast.literal_eval(given.pop("api_name"))
        takes = {each["parameter_name"]: each for each in named[name]["parameters"]}
        assert len(call.args) <= len(takes), name
        places = {*list(takes)[: len(call.args)], *given}
        needed = {each for each, its in takes.items() if not its["parameter_has_default"]}
        assert needed <= places <= set(takes), name
        shown.add(name)
    assert shown == set(named)
