"""A pytest plugin: which tests run where, on how many cores, and a run that forbids skips.

A bare `pytest` leaves out the tests of ELSEWHERE and says so. `python3 run.py test` sets COMMONS_TEST_ALL=1:
they run where the machine can. CI sets COMMONS_REQUIRE_ALL=1: a single skipped test makes the run fail.
"""

import os

import pytest

ELSEWHERE = ("browser", "postgres", "server")
HOW = "`python3 run.py test` runs it (or COMMONS_TEST_ALL=1)"


def wants_all() -> bool:
    return bool(os.environ.get("COMMONS_TEST_ALL") or must_run_all())


def must_run_all() -> bool:
    return bool(os.environ.get("COMMONS_REQUIRE_ALL"))


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """A bare `pytest` of everything uses the cores there are; whoever names a test wants it at once, in one process."""
    bare = config.args_source is config.ArgsSource.TESTPATHS and not config.option.keyword
    if bare and config.option.__dict__.get("numprocesses", 1) is None and not hasattr(config, "workerinput"):
        config.option.numprocesses = 0 if config.option.usepdb or config.option.collectonly else cores()
        config.option.dist = "worksteal" if config.option.numprocesses else "no"


def cores() -> int:
    return max(1, min(4, os.cpu_count() or 1))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip from here, so that the summary has one line per reason and not one per test."""
    chosen = item.config.getoption("markexpr")
    for mark in ELSEWHERE:
        asked = mark in chosen or (mark == "postgres" and "TEST_DATABASE_URL" in os.environ)
        if item.get_closest_marker(mark) and not wants_all() and not asked:
            pytest.skip(f"{mark} test: {HOW}")


def pytest_configure(config: pytest.Config) -> None:
    if must_run_all() and not hasattr(config, "workerinput"):  # under xdist the controller hears of every report
        config.pluginmanager.register(NoSkips(), "no-skips")


class NoSkips:
    """Remembers what was skipped and turns a green run with skips into a failed one."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skipped:
            terminalreporter.section("skips are forbidden here (COMMONS_REQUIRE_ALL)", red=True)
            for nodeid in sorted(set(self.skipped)):
                terminalreporter.line(f"SKIPPED {nodeid}", red=True)
