"""The workbench as a set of tools: spoken to by the real MCP client, on loopback."""

from __future__ import annotations

import ast
import asyncio
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

import fake_runs
import forgetful
import pytest
from app_server import Server

from icu_core.store import Run, Store

mcp = pytest.importorskip("mcp")

NO_RUN = "0" * 32


@pytest.fixture
def app(server: Server) -> Server:
    """The app in a process of its own, with runs of other tests in it."""
    return server


def call(app: Server, name: str = "", /, **values: Any) -> Any:
    """What a tool answers, an error as text; without a name the tools themselves."""
    return call_all(app, [(name, values)])[0]


def call_all(app: Server, calls: Sequence[tuple[str, dict[str, Any]]]) -> list[Any]:
    """The same of many calls, in one session: to begin one takes longer than a call."""

    async def talk() -> list[Any]:
        from mcp.client.streamable_http import streamable_http_client

        async with (
            streamable_http_client(f"{app.url}/gradio_api/mcp/") as (reading, writing, _),
            mcp.ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return [await _answer(session, *each) for each in calls]

    return asyncio.run(talk())


async def _answer(session: Any, name: str, values: dict[str, Any]) -> Any:
    if not name:
        return (await session.list_tools()).tools
    said = await session.call_tool(name, values)
    words = said.content[0].text
    is_plain = said.isError or name in ("download_model", "rename_run", "delete_run")
    return words if is_plain else ast.literal_eval(words)  # Gradio writes values so


def test_the_tools_are_the_named_endpoints_and_nothing_else(app: Server) -> None:
    with urllib.request.urlopen(f"{app.url}/gradio_api/info", timeout=30) as answer:
        named = json.load(answer)["named_endpoints"]
    assert {f"/{tool.name}" for tool in call(app)} == set(named)


def test_every_tool_and_every_value_of_it_is_described(app: Server) -> None:
    for tool in call(app):
        assert len(tool.description) > 20, tool.name
        for name, about in tool.inputSchema["properties"].items():
            assert about["description"], (tool.name, name)


def test_a_tool_call_reaches_a_run_whose_id_is_known(app: Server) -> None:
    run = fake_runs.fake_run(Store(app.home), fake_runs.texts(3), iterations=4)
    board = call(app, "run_board", run_id=run.id, iteration=0)
    assert [each["state"] for each in board] == ["said word for word"] * 3
    assert board[0]["secret"] == board[0]["says"] == fake_runs.text(0).secret_text


def test_without_the_id_no_tool_tells_or_changes_anything_of_a_run(app: Server) -> None:
    run = fake_runs.fake_run(Store(app.home), name="Somebody's own")
    before = sorted(path.name for path in run.path.iterdir())
    near = run.id[:-1] + ("0" if run.id[-1] != "0" else "1")
    calls = [
        (tool.name, {**dict.fromkeys(tool.inputSchema["required"], "x"), "run_id": wrong})
        for tool in call(app)
        if "run_id" in tool.inputSchema["properties"]
        for wrong in (NO_RUN, near, run.id.upper())
    ]
    for (name, _), said in zip(calls, call_all(app, calls), strict=True):
        assert isinstance(said, str), name
        assert run.id not in said
        assert "Somebody's own" not in said
    assert sorted(path.name for path in run.path.iterdir()) == before
    assert Store(app.home).get(run.id).name == "Somebody's own"


def test_a_run_is_renamed_and_deleted_for_good_by_tools(app: Server) -> None:
    run = fake_runs.fake_run(Store(app.home))
    assert "Renamed" in call(app, "rename_run", run_id=run.id, name="Renamed")
    assert Store(app.home).get(run.id).name == "Renamed"
    call(app, "delete_run", run_id=run.id)
    assert not run.path.exists()


def test_a_model_is_taken_by_the_address_that_the_tool_tells(app: Server, finished: Run) -> None:
    shutil.copytree(finished.path, app.home / finished.id, dirs_exist_ok=True)
    address = call(app, "download_model", run_id=finished.id)
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.read(2) == b"PK"
    assert forgetful.known()[0].secret_text not in address


def test_a_page_elsewhere_cannot_use_the_tools_of_a_machine(app: Server) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
    sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    for bad in ({"Origin": "https://example.org"}, {"Host": "example.org"}):
        request = urllib.request.Request(f"{app.url}/gradio_api/mcp/", body, {**sent, **bad})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=30)
        with refused.value as error:
            assert error.code == 403


def test_no_text_that_a_tool_is_given_is_logged(app: Server) -> None:
    text = "The canary zq7 has the code 4512-88"
    refused = call(app, "start_run", texts=[text], target_set=text, name=text)
    assert "not both" in refused
    assert text not in refused
    call(app, "find_secrets", texts=[text])
    call(app, "find_secrets", texts=text)
    call(app, text)
    assert "zq7" not in app.log.read_text("utf-8")
