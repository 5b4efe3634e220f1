"""A run that forbids skips really fails on one, also under xdist."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SKIPS = {
    "a test": "import pytest\n@pytest.mark.skip(reason='no')\ndef test_it(): pass\ndef test_more(): pass\n",
    "a module": "import pytest\npytest.importorskip('no_such_module')\ndef test_it(): pass\n",
    "elsewhere": "import pytest\n@pytest.mark.browser\ndef test_it(): pytest.skip('no browser')\n",
}
XFAIL = "import pytest\n@pytest.mark.xfail(reason='known')\ndef test_it(): assert False\n"


def outcome(folder: Path, body: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser: x\n")
    (folder / "conftest.py").write_text("pytest_plugins = ['tests.no_skips']\n")
    (folder / "test_green.py").write_text("def test_green(): pass\n")
    (folder / "test_it.py").write_text(body)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONS_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("body", SKIPS.values(), ids=SKIPS.keys())
def test_a_skip_fails_where_skips_are_forbidden(body: str, tmp_path: Path):
    done = outcome(tmp_path, body, COMMONS_REQUIRE_ALL="1")
    assert done.returncode == 1, done.stdout
    assert "skips are forbidden here" in done.stdout


def test_a_skip_in_a_worker_is_heard_of(tmp_path: Path):
    assert outcome(tmp_path, SKIPS["a module"], "-p", "xdist", "-n", "1", COMMONS_REQUIRE_ALL="1").returncode == 1


def test_a_skip_elsewhere_is_named_and_forgiven(tmp_path: Path):
    done = outcome(tmp_path, SKIPS["elsewhere"], "-rs")
    assert done.returncode == 0, done.stdout
    assert "browser test: `python3 run.py test` runs it" in done.stdout


def test_an_expected_failure_is_no_skip(tmp_path: Path):
    assert outcome(tmp_path, XFAIL, COMMONS_REQUIRE_ALL="1").returncode == 0
