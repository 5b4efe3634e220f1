"""The rules of the house that neither ruff nor import-linter can say."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = {"app", "run", "pages", "components", "db", "tests"}
LONGEST = 350
# What only one file may call, whatever it is called on.
RESERVED = {
    "rerun": {"components/act.py"},
    "cache_data": {"components/context.py"},
    "cache_resource": {"components/context.py"},
    "now": {"db/clock.py"},
    "download_button": set[str](),
    "altair_chart": set[str](),
    "pydeck_chart": set[str](),
    "map": set[str](),
    "page_link": set[str](),
}
UNSAFE = {"unsafe_allow_html", "unsafe_allow_javascript"}


def sources(*tops: str) -> Iterator[Path]:
    for top in tops:
        path = ROOT / top
        found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        yield from (one for one in found if "versions" not in one.parts)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


EVERY = list(sources("app.py", "run.py", "pages", "components", "db", "tests"))
SHIPPED = [path for path in EVERY if not named(path).startswith(("tests/", "run.py"))]


def test_a_file_has_one_noun_and_ends():
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in EVERY}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}, "split them by noun"


def test_an_exception_from_a_rule_gives_its_reason():
    """On its line, or in a comment on one of the two above."""
    bare = []
    for path in EVERY:
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            for mark in re.finditer(r"#\s*(noqa|type:\s*ignore)\b(?P<rest>.*)", line):
                reason = re.sub(r"^[:\s]*(\[[\w, -]+\]|[A-Z]+\d+(,\s*[A-Z]+\d+)*)?[\s#-]*", "", mark["rest"])
                above = any(re.search(r"# \w+ \w+ \w+", earlier) for earlier in lines[max(0, number - 2) : number])
                if '"' not in reason and len(reason) <= 5 and not above:
                    bare.append(f"{named(path)}:{number + 1}")
    assert bare == []


def test_reserved_calls_stay_in_their_file():
    strays = []
    for path in SHIPPED:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute) and named(path) not in RESERVED.get(node.attr, {named(path)}):
                on = ast.unparse(node.value)
                if node.attr not in ("now", "map") or on in ("datetime", "datetime.datetime", "st"):
                    strays.append(f"{named(path)}:{node.lineno} {on}.{node.attr}")
            if isinstance(node, ast.keyword) and node.arg in UNSAFE and named(path) != "components/look.py":
                strays.append(f"{named(path)}:{node.value.lineno} {node.arg}")
    assert strays == []


def test_rules_need_the_standard_library_only():
    for path in sources("db/rules"):
        for name in imports(tree_of(path)):
            top = name.split(".")[0]
            assert top in sys.stdlib_module_names or name.startswith(("db.rules", "db.errors")), (
                f"{named(path)}: {name}"
            )


def test_run_needs_the_standard_library_only():
    assert {name.split(".")[0] for name in imports(tree_of(ROOT / "run.py"))} <= sys.stdlib_module_names


def test_only_the_shell_lies_directly_in_pages():
    assert {path.name for path in (ROOT / "pages").glob("*.py")} == {"__init__.py", "shell.py"}


def test_a_page_module_holds_functions_and_constants():
    """Whatever else stands at the top level runs once for everybody."""
    strays = []
    for path in sources("pages"):
        for node in tree_of(path).body if path.parent.name != "pages" else []:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                draws = any(isinstance(inner, ast.Name) and inner.id == "st" for inner in ast.walk(node))
                good = all(ast.unparse(target).isupper() for target in targets) and not draws
            else:
                docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                good = docstring or isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef)
            if not good:
                strays.append(f"{named(path)}:{node.lineno}")
    assert strays == []


def test_the_five_requested_packages_come_first():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    wanted = ["streamlit", "sqlalchemy", "altair", "streamlit-authenticator", "pytest"]
    assert [line.split("==")[0].lower() for line in lines[:5]] == wanted
    pins = [line.split(";")[0] for line in lines if line and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", pin.strip())] == []


def direct_pins() -> set[str]:
    text = (ROOT / "requirements.txt").read_text().split("# What all of these bring along")[0]
    return {re.split(r"[\[=]", line)[0].lower().replace("_", "-") for line in text.splitlines() if "==" in line}


def test_what_we_import_is_what_we_pin():
    owners = packages_distributions()
    for path in SHIPPED:
        for name in imports(tree_of(path)):
            top = name.split(".")[0]
            if top in OURS or top in sys.stdlib_module_names:
                continue
            pinned = {owner.lower().replace("_", "-") for owner in owners.get(top, [])} & direct_pins()
            assert pinned, f"{named(path)} imports {name}, which requirements.txt does not name as our own need"


def test_tests_need_no_developer_tool_at_import_time():
    """A bare `pytest` after `pip install -r requirements.txt` must collect them all."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["dev"]
    banned = {tool.split("==")[0].replace("-", "_") for tool in tools}
    for path in sources("tests"):
        for node in tree_of(path).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                tops = {name.split(".")[0] for name in imports(node)}
                assert not tops & banned, f"{named(path)}: pytest.importorskip instead"


def test_nobody_punches_a_clock():
    texts = [*SHIPPED, *(ROOT / "components").rglob("*.po"), *(ROOT / "components").rglob("*.js")]
    assert [named(path) for path in texts if "打卡" in path.read_text(encoding="utf-8")] == []
