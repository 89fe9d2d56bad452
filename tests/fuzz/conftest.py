"""Says at the end what the fuzzing tests measured, for docs/security.md and docs/reliability.md."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "fuzz":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {value}")
