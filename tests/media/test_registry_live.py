"""The registry of the running Windows: read as files are, and never written."""

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit import media
from toolkit.errors import Unreadable
from toolkit.media.registry import Absent, Hive, Key, Unopened
from toolkit.media.registry.live import is_user, loaded_users, open_live
from toolkit.records import Unread

PACKAGE = Path(media.__file__).parent.parent
# Everything of winreg.h, winreg and pywin32 that changes a registry or takes one out of it.
WRITING = (
    "CreateKey", "SetValue", "DeleteKey", "DeleteValue", "DeleteTree", "SaveKey", "LoadKey", "UnLoadKey",
    "RestoreKey", "ReplaceKey", "RenameKey", "CopyTree", "SetKeySecurity", "ReflectionKey", "LoadAppKey",
    "OverridePredefKey", "SetKeyValue", "LoadMUIString", "KEY_WRITE", "KEY_SET_VALUE", "KEY_ALL_ACCESS",
    "KEY_CREATE_SUB_KEY", "KEY_CREATE_LINK",
)  # fmt: skip
on_windows = pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
throwaway = pytest.mark.skipif(
    sys.platform != "win32" or os.environ.get("TROUSSE_THROWAWAY_PREFIX") != "1",
    reason="plants keys: only in a throwaway Wine prefix (TROUSSE_THROWAWAY_PREFIX=1)",
)
PLANTED = r"Software\Trousse essai"


def writes(tree: ast.Module) -> list[str]:
    said = {
        text
        for node in ast.walk(tree)
        for text in (getattr(node, "attr", None), getattr(node, "id", None), getattr(node, "value", None))
        if isinstance(text, str)
    }
    return sorted(text for text in said if any(word in text for word in WRITING))


def test_nothing_of_the_toolkit_writes_to_a_registry() -> None:
    found = {
        str(path.relative_to(PACKAGE)): writes(ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    }
    assert len(found) > 100
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "code",
    ["winreg.SetValueEx(k, 'a', 0, 1, 'b')", "_ADVAPI.RegSaveKeyExW", "x = KEY_WRITE", "f('RegLoadKeyW')"],
)
def test_a_write_would_be_seen(code: str) -> None:
    assert writes(ast.parse(code))


def test_only_users_are_users() -> None:
    names = [
        "S-1-5-21-1-2-3-1001",
        "S-1-5-19",
        ".DEFAULT",
        "S-1-5-18",
        "S-1-5-21-1-2-3-1001_Classes",
        "autre",
    ]
    assert [is_user(name) for name in names] == [True, True, False, False, False, False]


@pytest.mark.skipif(sys.platform == "win32", reason="says what happens where no Windows runs")
def test_where_no_windows_runs_nothing_is_claimed() -> None:
    with pytest.raises(Unreadable, match="not_offered"):
        open_live("C", "x", "SOFTWARE", [])
    assert loaded_users() == ()


@pytest.mark.parametrize("name", ["SAM", "security"])
def test_accounts_need_more_rights(name: str) -> None:
    with pytest.raises(Unreadable, match="needs_elevation"):
        open_live("C", f"Windows/System32/config/{name}", name, [])


class Refusing:
    """A key as the running system may give it: one part denied, one hidden, one gone, one whole."""

    name, offset, number_of_sub_keys, number_of_values = "haut", "haut", 4, 1

    def get_sub_key(self, number: int) -> "Refusing":
        why = ("denied", "registry_key_hidden", "vanished", "")[number]
        if why:
            raise Unopened(why, f"k{number}")
        return self

    def get_sub_key_by_name(self, name: str) -> None:
        raise Unopened("denied", name)

    def get_value(self, _: int) -> None:
        raise Unopened("io_error", "v")

    def get_value_by_name(self, name: str) -> None:
        raise Unopened("denied", name)


def test_what_the_system_refuses_is_named_and_passed() -> None:
    failures: list[Unread] = []
    key = Key(Hive("C", "SOFTWARE", failures, None), "A", Refusing())
    assert [one.path for one in key.subkeys()] == [r"A\haut"]
    assert (key.key("b"), list(key.values()), key.get("c")) == (None, [], None)
    assert [(one.path, one.why) for one in failures] == [
        (r"SOFTWARE\A\k0", "denied"), (r"SOFTWARE\A\k1", "registry_key_hidden"),
        (r"SOFTWARE\A\k2", "vanished"), (r"SOFTWARE\A\b", "denied"), (r"SOFTWARE\A\v", "io_error"),
        (r"SOFTWARE\A\c", "denied"),
    ]  # fmt: skip


def user() -> tuple[Hive, list[Unread]]:
    failures: list[Unread] = []
    return open_live("C", "Users/x/NTUSER.DAT", loaded_users()[0], failures, "denied"), failures


@on_windows
def test_the_running_registry_is_read() -> None:
    failures: list[Unread] = []
    hive = open_live("C", "Windows/System32/config/SOFTWARE", "SOFTWARE", failures, "locked")
    version = hive.key(r"microsoft\WINDOWS nt\CurrentVersion")
    assert version is not None
    assert version.text("systemroot")
    assert (version.written_ns or 0) > 1_000_000_000_000_000_000
    assert hive.key(r"Microsoft\n'existe pas") is None
    assert (version.get("n'existe pas"), version.number("SystemRoot"), failures) == (None, None, [])
    (limit,) = hive.standing
    assert (limit.why, limit.detail, limit.path) == ("registry_live", "locked", hive.path)
    names = [key.name for key in version.subkeys()]
    assert len(names) == len(set(names)) > 3


@on_windows
def test_a_user_who_is_not_there_is_absent() -> None:
    with pytest.raises(Absent, match="hive_absent"):
        open_live("C", "Users/x/NTUSER.DAT", "S-1-5-21-9-9-9-9", [])


if sys.platform == "win32":
    import ctypes
    import winreg

    def planted_value(key: winreg.HKEYType, name: str, kind: int, data: bytes) -> None:
        """Write bytes that winreg would refuse to write."""
        write = ctypes.WinDLL("ntdll").NtSetValueKey
        raw = name.encode("utf-16-le", "surrogatepass")
        buffer = ctypes.create_string_buffer(raw, len(raw) + 2)

        class Text(ctypes.Structure):
            _fields_ = (("length", ctypes.c_ushort), ("room", ctypes.c_ushort), ("text", ctypes.c_void_p))

        text = Text(len(raw), len(raw), ctypes.addressof(buffer))
        handle, size = ctypes.c_void_p(int(key)), ctypes.c_ulong(len(data))
        assert write(handle, ctypes.byref(text), 0, ctypes.c_ulong(kind), data, size) == 0

    @pytest.fixture
    def planted() -> Iterator[winreg.HKEYType]:
        """Give a key of this user's registry that goes away with the test."""
        key = winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, PLANTED, 0, winreg.KEY_ALL_ACCESS)
        yield key
        for name in [winreg.EnumKey(key, n) for n in range(winreg.QueryInfoKey(key)[0])]:
            winreg.DeleteKey(key, name)
        winreg.DeleteKey(winreg.HKEY_CURRENT_USER, PLANTED)
        key.Close()

    @throwaway
    def test_every_type_and_size_is_read_as_from_a_file(planted: winreg.HKEYType) -> None:
        written = {
            "sz": (1, "é\U0001f9b7\0".encode("utf-16-le")), "expand": (2, "%x%\0".encode("utf-16-le")),
            "multi": (7, "un\0deux\0\0".encode("utf-16-le")), "dword": (4, b"\xff\xff\xff\xff"),
            "qword": (11, (1 << 63).to_bytes(8, "little")), "bytes": (3, b"abcdef"), "big": (5, b"\0\0\1\0"),
            "lone": (1, b"\x3d\xd8\0\0"), "odd": (1, b"a\0b"), "short": (4, b"\5"), "empty": (4, b""),
            "none": (0, b"\1\2\3"), "unknown": (0x1234, b"xy"), "unended": (1, "fin".encode("utf-16-le")),
            "nom \ud83d": (1, "seul\0".encode("utf-16-le")), "link": (6, "cible".encode("utf-16-le")),
            "Run\0caché": (1, "C:\\x.exe\0".encode("utf-16-le")), "": (1, "défaut\0".encode("utf-16-le")),
        }  # fmt: skip
        for name, (kind, data) in written.items():
            planted_value(planted, name, kind, data)
        hive, failures = user()
        key = hive.key(PLANTED)
        assert key is not None
        expected = {
            "sz": "é\U0001f9b7", "expand": "%x%", "multi": ("un", "deux"), "dword": 0xFFFFFFFF,
            "qword": 1 << 63, "bytes": b"abcdef", "big": 256, "lone": "\ud83d", "odd": "a", "short": 5,
            "empty": 0, "none": b"\1\2\3", "unknown": b"xy", "unended": "fin", "nom \ud83d": "seul",
            "link": "cible", "Run\0caché": r"C:\x.exe", "": "défaut",
        }  # fmt: skip
        assert dict(key.values()) == expected
        assert {name: key.get(name) for name in expected} == expected
        assert (key.kind("unknown"), failures) == (0x1234, [])

    @throwaway
    def test_a_huge_value_is_left_and_said(planted: winreg.HKEYType) -> None:
        winreg.SetValueEx(planted, "grande", 0, winreg.REG_BINARY, bytes(4 * 1024 * 1024))
        winreg.SetValueEx(planted, "petite", 0, winreg.REG_SZ, "x")
        hive, failures = user()
        key = hive.key(PLANTED)
        assert key is not None
        assert dict(key.values()) == {"petite": "x"}
        assert [one.why for one in failures] == ["registry_value_too_large"]

    @throwaway
    def test_keys_that_vanish_are_said_and_the_others_read(planted: winreg.HKEYType) -> None:
        for number in range(5):
            winreg.CreateKeyEx(planted, f"k{number}", 0, winreg.KEY_ALL_ACCESS).Close()
        hive, failures = user()
        key = hive.key(PLANTED)
        assert key is not None
        listed = key.subkeys()
        names = [next(listed).name]
        winreg.DeleteKey(planted, "k3")
        assert names + [one.name for one in listed] == ["k0", "k1", "k2", "k4"]
        assert [(one.why, one.path.rsplit("\\", 1)[-1]) for one in failures] == [("vanished", "k3")]

    @throwaway
    def test_a_link_is_read_as_itself_and_never_followed(planted: winreg.HKEYType) -> None:
        link = ctypes.c_void_p()
        create = ctypes.WinDLL("advapi32").RegCreateKeyExW
        assert create(
            ctypes.c_void_p(int(planted)), "boucle", 0, None, 2, 0xF003F, None, ctypes.byref(link), None
        ) == 0  # fmt: skip
        handle = winreg.OpenKeyEx(planted, "boucle", 8, winreg.KEY_ALL_ACCESS)
        target = rf"\Registry\User\{loaded_users()[0]}\{PLANTED}"
        planted_value(handle, "SymbolicLinkValue", winreg.REG_LINK, target.encode("utf-16-le"))
        hive, _ = user()
        key = hive.key(PLANTED)
        assert key is not None
        try:
            below = key.key("boucle")
            assert below is not None
            assert below.text("SymbolicLinkValue") == target
            assert [one.path for one in key.walk()] == [PLANTED, rf"{PLANTED}\boucle"]
        finally:
            ctypes.WinDLL("ntdll").NtDeleteKey(ctypes.c_void_p(int(handle)))
