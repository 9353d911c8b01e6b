"""Prefetch files: what they say of a program's runs, and hostile bytes."""

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder.prefetch import VOLUME, file_name, path_hash, prefetch
from toolkit.errors import Unreadable
from toolkit.media.folder import FolderSource
from toolkit.media.prefetch import Runs, read

WHEN = 1_790_000_000_000_000_000
DEVICE = r"\DEVICE\HARDDISKVOLUME2"
LIBRARY = r"\Windows\System32\ntdll.dll"
REAL = Path(__file__).parents[3] / "shared" / "data" / "artefacts" / "prefetch"


def runs(folder: Path, data: bytes) -> Runs:
    (folder / "a.pf").write_bytes(data)
    source = FolderSource("x", folder)
    entry = source.find("a.pf")
    assert entry is not None
    return read(source, entry)


def why(folder: Path, data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        runs(folder, data)
    return caught.value.why


@pytest.mark.parametrize(("version", "packed"), [(26, b"\x1a\0\0\0SCCA"), (30, b"MAM\x04")])
def test_a_trace_is_read_plain_and_packed(tmp_path: Path, version: int, packed: bytes) -> None:
    image = VOLUME + r"\Users\Zoé\Desktop\locker.exe"
    data = prefetch("locker.exe", [image, VOLUME + LIBRARY], 3, [WHEN, WHEN - 100, WHEN - 10**12], version)
    assert data.startswith(packed)
    shown = VOLUME + r"\USERS\ZOÉ\DESKTOP\LOCKER.EXE"
    assert runs(tmp_path, data) == Runs(
        "LOCKER.EXE", version, 3, (WHEN, WHEN - 100, WHEN - 10**12), shown, (VOLUME,), elsewhere=False
    )


def test_many_files_make_several_blocks(tmp_path: Path) -> None:
    others = [VOLUME + rf"\Windows\System32\l{number}.dll" for number in range(1500)]
    data = prefetch("x.exe", [VOLUME + r"\x.exe", *others, VOLUME + LIBRARY], 1, [WHEN])
    assert len(data) > 0x10000
    found = runs(tmp_path, data)
    assert (found.image, found.elsewhere, found.dates) == (VOLUME + r"\X.EXE", False, (WHEN,))


def test_eight_dates_are_kept(tmp_path: Path) -> None:
    dates = tuple(WHEN - number * 10**9 for number in range(8))
    assert runs(tmp_path, prefetch("x.exe", [DEVICE + r"\x.exe"], 12, [*dates, 5], 26)).dates == dates


def test_a_program_on_another_volume_than_windows(tmp_path: Path) -> None:
    stick = r"\DEVICE\HARDDISKVOLUME7\outil.exe"
    found = runs(tmp_path, prefetch("outil.exe", [stick, DEVICE + LIBRARY], 1, [WHEN], 26))
    assert (found.image, found.elsewhere) == (stick.upper(), True)
    assert runs(tmp_path, prefetch("outil.exe", [stick], 1, [WHEN], 26)).elsewhere is None


def test_of_two_paths_the_one_the_trace_is_named_for(tmp_path: Path) -> None:
    paths = [DEVICE + r"\Windows\SysWOW64\cmd.exe", DEVICE + r"\Windows\System32\cmd.exe"]
    for wanted in (paths, paths[::-1]):
        assert runs(tmp_path, prefetch("cmd.exe", wanted, 1, [WHEN], 26)).image == wanted[0].upper()


def test_a_name_cut_short_still_finds_its_path(tmp_path: Path) -> None:
    name = "un_programme_au_nom_vraiment_long.exe"
    found = runs(tmp_path, prefetch(name, [DEVICE + "\\" + name], 1, [WHEN], 26))
    assert (len(found.program), found.image) == (29, (DEVICE + "\\" + name).upper())


def test_the_name_of_a_trace_is_that_of_windows() -> None:
    # As a Windows 7 named it.
    assert file_name("calc.exe", DEVICE + r"\Windows\System32\calc.exe") == "CALC.EXE-77FDF17F.pf"
    assert path_hash(DEVICE + r"\WINDOWS\SYSTEM32\CMD.EXE") == 0x4A81B364


def test_what_is_no_trace_is_refused(tmp_path: Path) -> None:
    whole = prefetch("x.exe", [DEVICE + r"\x.exe"], 1, [WHEN], 26)
    assert (
        why(tmp_path, b"") == why(tmp_path, b"MZ" * 100) == why(tmp_path, whole[:200]) == "prefetch_damaged"
    )
    assert why(tmp_path, b"MAM\x04" + struct.pack("<I", 1 << 31) + bytes(200)) == "prefetch_too_large"
    assert why(tmp_path, b"MAM\x04" + struct.pack("<I", 5000) + bytes(200)) == "prefetch_damaged"
    assert why(tmp_path, struct.pack("<I", 99) + whole[4:]) == "prefetch_version"


PACKED, PLAIN = (
    prefetch("x.exe", [VOLUME + r"\x.exe", VOLUME + LIBRARY], 2, [WHEN], one) for one in (30, 26)
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([PACKED, PLAIN]),
    st.lists(st.tuples(st.integers(0, 700), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8),
    st.integers(0, 2000),
)
def test_changed_bytes_never_break(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, changes: list[tuple[int, bytes]], size: int
) -> None:
    changed = bytearray(data)
    for place, new in changes:
        changed[place : place + len(new)] = new
    code = ""
    try:
        assert len(runs(tmp_path_factory.mktemp("pf"), bytes(changed[:size])).dates) <= 8
    except Unreadable as error:
        code = error.why
    assert code in {"", "prefetch_damaged", "prefetch_version", "prefetch_too_large"}


@pytest.mark.skipif(not REAL.is_dir(), reason="the real prefetch files are not on this machine")
@pytest.mark.parametrize(
    ("name", "version", "count", "dates", "volume"),
    [
        ("XPPro/CMD.EXE-087B4001.pf", 17, 2, 1, r"\DEVICE\HARDDISKVOLUME1"),
        ("Win7/PING.EXE-B29F6629.pf", 23, 14, 1, r"\DEVICE\HARDDISKVOLUME1"),
        ("Win8x/TASKHOST.EXE-3AE259FC.pf", 26, 4, 4, DEVICE),
        ("Win10/CMD.EXE-D269B812.pf", 30, 55, 8, VOLUME),
    ],
)
def test_real_traces(name: str, version: int, count: int, dates: int, volume: str) -> None:
    source = FolderSource("x", REAL)
    entry = source.find(name)
    assert entry is not None
    found = read(source, entry)
    image = rf"{volume}\WINDOWS\SYSTEM32\{name.partition('/')[2].partition('-')[0]}"
    assert (found.version, found.runs, len(found.dates), found.image) == (version, count, dates, image)
