"""A word in the corner of the screen harms nothing where there is no such corner."""

import sys

import pytest

from toolkit.host import notice


@pytest.mark.skipif(sys.platform == "win32", reason="there it is shown")
def test_elsewhere_than_on_windows_nothing_is_shown_and_no_library_loaded() -> None:
    assert notice.ended("title", "message") is False
    assert "plyer" not in sys.modules


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_a_notification_is_shown_or_not_and_never_an_error() -> None:
    assert notice.ended("Trousse", "é « fin »" * 200) in {True, False}
