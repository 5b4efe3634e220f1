"""The site map, walked: every page opens for the roles it is meant for, and exists for nobody else."""

import ast
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import pages
from components.shell import Page
from db.access import GRANTS, REGISTRY, Role
from db.ledgers import COMMUNITIES, LEDGERS
from pages import SITE
from tests.conftest import PEOPLE

ROOT = Path(pages.__file__).parent
PAGES = [page for section in SITE.values() for page in section]
ROLES = {name: role for name, role, _, _ in PEOPLE}


def granted(role: Role, permission: str) -> bool:
    return any(fnmatchcase(permission, grant) for grant in GRANTS[role])


OPEN = [(page, who) for page in PAGES for who in sorted(ROLES) if granted(ROLES[who], page.needs)]
SHUT = [(page, who) for page in PAGES for who in sorted(ROLES) if not granted(ROLES[who], page.needs)]


@pytest.mark.parametrize(("page", "who"), OPEN, ids=lambda x: getattr(x, "path", x))
def test_a_page_opens_for_those_who_may(open_page: Callable[..., AppTest], page: Page, who: str) -> None:
    test = open_page(page.path, who)
    assert not test.exception, test.exception
    assert not test.error, [e.value for e in test.error]
    assert test.title


@pytest.mark.parametrize(("page", "who"), SHUT, ids=lambda x: getattr(x, "path", x))
def test_a_page_that_is_called_all_the_same_gives_a_stranger_nothing(
    open_page: Callable[..., AppTest], page: Page, who: str
) -> None:
    """The shell never offers it; were it to, the doors refuse before anything is shown."""
    test = open_page(page.path, who)
    assert test.exception
    assert not test.title
    assert not test.dataframe


def test_paths_and_titles_are_unique() -> None:
    assert len({page.path for page in PAGES}) == len(PAGES)
    assert len({page.title for page in PAGES}) == len(PAGES)


def test_every_page_is_granted_to_some_role_and_every_role_has_a_page() -> None:
    for page in PAGES:
        assert any(granted(role, page.needs) for role in GRANTS), page.path
    for role in GRANTS:
        assert any(granted(role, page.needs) for page in PAGES), role


def test_every_grant_is_used_by_a_page_query_or_command() -> None:
    nouns = [*LEDGERS, COMMUNITIES.name]
    used = {page.needs for page in PAGES}
    used |= {door.permission.replace("{0.name}", noun) for door in REGISTRY for noun in nouns}
    used |= {f"{noun}:phone" for noun in nouns}
    for role, grants in GRANTS.items():
        for grant in grants:
            assert any(fnmatchcase(permission, grant) for permission in used), (role, grant)


def test_nothing_lies_directly_in_pages_but_the_shell() -> None:
    assert {path.name for path in ROOT.glob("*.py")} == {"__init__.py", "shell.py"}


def test_page_modules_hold_functions_only() -> None:
    for path in ROOT.glob("*/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            fine = isinstance(
                node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
            )
            assert fine or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)), (
                path,
                ast.dump(node)[:80],
            )


def test_pages_do_not_ask_for_roles() -> None:
    for path in ROOT.rglob("*.py"):
        assert "Role." not in path.read_text(encoding="utf-8"), path
