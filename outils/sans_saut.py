"""A pytest plugin for `make test`: a skipped test fails the run, unless its reason says why it never applies.

Loaded by `-p outils.sans_saut`. Whatever a test needs can be installed, so a skip means that something was
not checked. A reason that starts with « sans objet » (another system, for instance) is accepted.
"""

from __future__ import annotations

import pytest

ACCEPTE = "sans objet"
_sautes: list[str] = []


def _noter(rapport: pytest.TestReport | pytest.CollectReport) -> None:
    if not rapport.skipped or hasattr(rapport, "wasxfail"):
        return
    raison = str(rapport.longrepr[2]) if isinstance(rapport.longrepr, tuple) else str(rapport.longrepr)
    raison = raison.removeprefix("Skipped: ")
    if not raison.startswith(ACCEPTE):
        _sautes.append(f"{rapport.nodeid} : {raison}")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test skipped while running."""
    _noter(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a file skipped while collecting."""
    _noter(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a green run with skips into a failure."""
    if _sautes and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was skipped."""
    if _sautes:
        terminalreporter.section("essais sautés : ils comptent comme des échecs")
        for ligne in _sautes:
            terminalreporter.line(ligne)
