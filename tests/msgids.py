"""Finds every English sentence that the source may say.

By the syntax tree, because a tokenizer does not see `f"{t('No code')}"`: the literal arguments of `t` and `N_`, and of
every function of ours that hands a parameter on to `t`, such as `hint(ctx, "Nothing is due.")`.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOPS = ("app.py", "pages", "components", "db")
MARKS = {"t", "N_"}

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> Iterator[Path]:
    for top in TOPS:
        path = ROOT / top
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


@cache
def trees() -> dict[str, ast.Module]:
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sources()
        if "versions" not in path.parts
    }


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def literals(node: ast.expr) -> Iterator[str]:
    """The sentences an expression may come to: a literal, or either side of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from literals(value)


@cache
def messengers() -> dict[str, set[tuple[int, str]]]:
    """Functions that translate what they are given: name -> (place, name) of those parameters."""
    found: dict[str, set[tuple[int, str]]] = {}
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, Definition) and node.name not in MARKS:
                names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
                method = names[:1] in (["self"], ["cls"])
                for call in ast.walk(node):
                    if isinstance(call, ast.Call) and called(call) == "t" and call.args:
                        name = getattr(call.args[0], "id", "")
                        if name in names:
                            found.setdefault(node.name, set()).add((names.index(name) - method, name))
                        elif name in [argument.arg for argument in node.args.kwonlyargs]:
                            found.setdefault(node.name, set()).add((-1, name))
    return found


def said() -> Iterator[tuple[str, str]]:
    """Each msgid with a place where it is said."""
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            if called(node) in MARKS and node.args:
                given = [node.args[0]]
            else:
                places = messengers().get(called(node), set())
                given = [node.args[place] for place, _ in places if 0 <= place < len(node.args)]
                given += [word.value for word in node.keywords if word.arg in {name for _, name in places}]
            for argument in given:
                for msgid in literals(argument):
                    yield msgid, f"{name}:{node.lineno}"
