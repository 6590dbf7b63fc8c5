"""The shape of the code: what may know what, and what may never stand anywhere."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from icu_core.jobs import PRELOADED

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "icu_core"

# A module may import those above it, never one below.
ORDER = """
errors objectives setting presets config process workers parallel palette escape rounding
devices room
texts reading.names reading.phones reading.credentials reading.sensitive reading.lists
reading.columns reading.contents reading.pages reading.tables reading.pieces
reading.readers reading
hf weights adapters models tokens sides passes stored
metrics.memorisation metrics.similarity metrics.fluency
metrics.chance metrics.scale metrics.membership metrics.forgetting
telling retrieval encoders
sweep decoding beams sampling likelihood scores refine
durable snapshot folder store auditing.audits leaks subjects rewordings
world pools sources
attacks.shape attacks.asking attacks.tuning attacks.layers attacks
auditing.findings auditing.verdict
plan aims calibration beside strangers alternatives preparation dealing trainer iteration engine
auditing.recorded auditing.case report auditing.inquiry auditing.job auditing.repeat
bench.gold bench.measures bench.methods bench.table bench.plot
compare tally card export hub work jobs utility
cli.values cli.bar cli.share cli.gold cli.audit cli.bench cli.utility cli.commands cli __main__
ui.stubs ui.theme ui.choices ui.wiring ui.library ui.live ui.words ui.log ui.charts ui.markup
ui.markup_charts ui.server ui.audit.view ui.audit.words ui.audit.actions
ui.compare ui.runs ui.unlearn ui.audit ui.learn
ui.keeper ui.endpoints ui.layout ui.serving ui
""".split()  # noqa: SIM905  a list of words reads better than words in quotes

MAY_WRITE = ("durable.py", "snapshot.py", "world/")


@cache
def modules() -> dict[str, Path]:
    """Every module by its dotted name within the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    """A module as Python reads it."""
    return ast.parse(path.read_text("utf-8"))


def rank(name: str) -> int:
    """Place in the order; a package's modules share the place of the package if not named."""
    while name and name not in ORDER:
        name = name.rpartition(".")[0]
    return ORDER.index(name) if name else -1


def imports(path: Path) -> set[str]:
    """Modules of the package that this file imports at its top level or in a function."""
    found = set()
    names = modules()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names if each.name.startswith("icu_core.")}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("icu_core"):
            inside = (node.module or "").removeprefix("icu_core").lstrip(".")
            for each in node.names:
                whole = f"{inside}.{each.name}".lstrip(".")
                found.add(f"icu_core.{whole if whole in names else inside}")
    return {name.removeprefix("icu_core.") for name in found if name != "icu_core."}


def test_every_module_has_its_place() -> None:
    packages = {"", "metrics", "auditing", "bench"}  # each of their modules has its own
    missing = [name for name in modules() if name not in packages and rank(name) < 0]
    assert not missing


def test_names_in_the_order_and_in_the_preload_are_modules() -> None:
    """A job's server passes over a name that it cannot import, and nobody would notice."""
    ours = [name.removeprefix("icu_core.") for name in PRELOADED if name.startswith("icu_core.")]
    assert ours and {*ORDER, *ours} <= modules().keys()


def test_transformers_is_imported_in_one_place() -> None:
    """Two threads that import different parts of it at once break it; the world has one thread."""
    wrong = [
        name
        for name, path in modules().items()
        if re.search(r"^\s*(from|import) transformers\b", path.read_text("utf-8"), re.MULTILINE)
        and name != "hf"
        and not name.startswith("world.")
    ]
    assert not wrong


def test_no_module_reaches_down() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, path in modules().items()
        if name
        for other in imports(path)
        if rank(other) > rank(name)
    ]
    assert not wrong


def test_importing_the_pages_and_the_package_loads_no_torch() -> None:
    code = "import sys, icu_core, icu_core.ui, icu_core.jobs; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, cwd=ROOT)


def test_the_models_of_a_run_are_named_without_torch() -> None:
    """Whoever opens a comparison in the first seconds of an app reads at once what is compared."""
    code = (
        "import sys; from pathlib import Path; from icu_core import world\n"
        "from icu_core.world import found_gold\n"
        "ids = [text.id for text in world.forget_set('one-person')]\n"
        "assert found_gold.made_of(ids, home=Path('nowhere')) == world.gold_path('one-person')\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, cwd=ROOT)


def test_the_engine_needs_no_gradio_and_no_table_library_and_loads_in_two_threads() -> None:
    """In one process, for it takes ten seconds: two of its parts at once, then all of them."""
    banned = (
        "('gradio', 'pandas', 'datasets', 'plotly', 'nltk', 'pydantic', 'sentence_transformers')"
    )
    code = (
        "import sys; from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "from importlib import import_module\n"
        f"for name in {banned}: sys.modules[name] = None\n"
        "list(Pool(2).map(import_module, ['icu_core.plan', 'icu_core.compare']))\n"
        "import icu_core.engine, icu_core.jobs, icu_core.cli"
    )
    asked = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]


def test_nothing_reads_pickles_or_runs_remote_code() -> None:
    for path in modules().values():
        text = path.read_text("utf-8")
        for word in ("import pickle", "torch.load(", "trust_remote_code=True", "eval(", "exec("):
            hits = [line for line in text.splitlines() if word in line and ".eval()" not in line]
            assert not hits, f"{path.name}: {hits}"


def test_only_durable_and_snapshot_open_files_for_writing() -> None:
    wrong = []
    for path in modules().values():
        place = path.relative_to(PACKAGE).as_posix()
        if place.startswith(MAY_WRITE):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                opens = node.func.attr == "open" and any(
                    isinstance(each, ast.Constant) and str(each.value)[:1] in "wax"
                    for each in node.args
                )
                if opens or node.func.attr in ("write_text", "write_bytes"):
                    wrong.append(f"{place}:{node.lineno}")
    assert not wrong


def test_one_broad_except_in_the_whole_project() -> None:
    broad = []
    for path in [*modules().values(), ROOT / "app.py"]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                names = ast.unparse(node.type) if node.type else "BaseException"
                if names in ("Exception", "BaseException"):
                    broad.append(path.name)
    assert broad == ["work.py"]


def test_files_are_short() -> None:
    long = {
        path.name: lines
        for path in modules().values()
        if (lines := path.read_text("utf-8").count("\n")) > 400
    }
    assert not long
