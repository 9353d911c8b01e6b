"""What the frozen program carries: the loop of its screens, and nothing that speaks to a network."""

from pathlib import Path

import pytest
from PyInstaller.archive.readers import CArchiveReader

# Modules, and what stands below them, that connect, serve, fetch, or open a browser.
NETWORK = (
    "_ssl", "aiohttp", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socketserver",
    "ssl", "telnetlib", "textual.drivers.web_driver", "textual_dev", "urllib.request", "webbrowser",
    "wsgiref", "xmlrpc",
)  # fmt: skip
BELOW = tuple(f"{name}." for name in NETWORK)
SCREENS = {"asyncio", "textual.app", "textual.drivers.linux_driver", "textual.widgets._option_list"}


@pytest.fixture(scope="module")
def modules(program: Path) -> set[str]:
    carried = CArchiveReader(str(program))
    within = set(carried.open_embedded_archive("PYZ.pyz").toc)
    beside = {path.name.partition(".")[0] for path in program.parent.rglob("*.so")}
    return within | beside


def test_the_screens_are_inside(modules: set[str]) -> None:
    assert modules >= SCREENS


def test_no_module_that_speaks_to_a_network_is_inside(modules: set[str]) -> None:
    assert "_hashlib" in modules  # beside the program, where _ssl would be
    assert [name for name in modules if f"{name}.".startswith(BELOW)] == []
