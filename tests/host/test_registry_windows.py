"""Keys of the running registry: a long one is read to its limit, and the limit is told."""

import os
import sys

import pytest

from toolkit.errors import Unreadable
from toolkit.host.windows import registry
from toolkit.records import Unread

PLACE = r"SOFTWARE\TrousseTest\Long"
SHRINKS = r"SOFTWARE\TrousseTest\Shrinks"


@pytest.mark.skipif(sys.platform == "win32", reason="another system than Windows")
def test_elsewhere_there_is_no_registry() -> None:
    for ask in (registry.values, registry.subkeys):
        with pytest.raises(Unreadable) as refused:
            ask(PLACE, [])
        assert refused.value.why == "not_offered"


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_a_key_that_is_not_there_is_absent() -> None:
    cut: list[Unread] = []
    assert registry.values(r"SOFTWARE\TrousseNone", cut) is None
    assert registry.subkeys(r"SOFTWARE\TrousseNone", cut) is None
    assert cut == []


@pytest.mark.skipif(
    sys.platform != "win32" or os.environ.get("TROUSSE_THROWAWAY_PREFIX") != "1",
    reason="plants keys in a registry that is thrown away",
)
def test_a_key_past_the_limit_gives_its_beginning_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        import winreg

        for number in range(5):
            with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, f"{PLACE}\\k{number}"):
                pass
        with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, PLACE) as key:
            for number in range(5):
                winreg.SetValueEx(key, f"v{number}", 0, winreg.REG_DWORD, number)
    whole: list[Unread] = []
    assert registry.values(PLACE, whole) == {f"v{number}": number for number in range(5)}
    assert set(registry.subkeys(PLACE, whole) or {}) == {f"k{number}" for number in range(5)}
    assert whole == []
    monkeypatch.setattr(registry, "LIMIT", 3)
    cut: list[Unread] = []
    assert len(registry.values(PLACE, cut) or {}) == len(registry.subkeys(PLACE, cut) or {}) == 3
    assert [(one.path, one.why, one.detail) for one in cut] == [(PLACE, "registry_limit", "5")] * 2


@pytest.mark.skipif(
    sys.platform != "win32" or os.environ.get("TROUSSE_THROWAWAY_PREFIX") != "1",
    reason="plants keys in a registry that is thrown away",
)
def test_a_key_that_shrinks_while_it_is_read_keeps_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, SHRINKS) as key:
            winreg.SetValueEx(key, "stays", 0, winreg.REG_SZ, "a")
        told = winreg.QueryInfoKey
        monkeypatch.setattr(
            winreg, "QueryInfoKey", lambda key: (told(key)[0], told(key)[1] + 1, told(key)[2])
        )
    assert registry.values(SHRINKS) == {"stays": "a"}
