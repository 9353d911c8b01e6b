"""Containers that are cut, torn, encrypted or of a kind not read: each says so, and nothing becomes zeros."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.builder import container_qcow2, container_vhd, container_vhdx, container_vmdk
from demo.builder.container_e01 import segments
from toolkit.errors import SourceRefusal
from toolkit.media import containers, open_source

from .build import ID, ONE, RADIO, disk

ROW = f'RW {len(disk()) // 512} SPARSE "x.vmdk"'
TEXT = container_vmdk.descriptor([ROW])


def refused(path: Path, content: bytes | None = None) -> tuple[str, str]:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceRefusal) as refusal:
        open_source(path)
    facts = refusal.value.facts
    known = ("part", "first", "detail", "parent")
    return refusal.value.code, next((str(facts[key]) for key in known if key in facts), "")


@pytest.mark.parametrize("packed", [True, False])
def test_a_bad_chunk_of_an_e01_is_unread_and_never_zeros(
    tmp_path: Path, packed: bool, read_all: Callable
) -> None:
    path, whole = tmp_path / "a.E01", bytearray(segments(disk(), packed=packed)[0])
    path.write_bytes(whole)
    good = read_all(open_source(path))[0]
    opened = containers.open_disk(path)
    opened.close()
    bad = disk().index(RADIO[100_000:100_064]) // 4096
    # The entries of the table follow the chunks.
    table = whole.index(b"table\0") + 76 + 24
    (place,) = struct.unpack_from("<I", whole, table + 4 * bad)
    whole[(place & 0x7FFFFFFF) + 30] ^= 0x10
    path.write_bytes(whole)
    opened = containers.open_disk(path)
    for at in range(0, opened.size, 4096):
        if at // 4096 == bad:
            with pytest.raises(OSError, match=f"container_damaged_chunk {bad}"):
                opened.read(at, 4096)
        else:
            assert opened.read(at, 4096) == disk()[at : at + 4096]
    hashes, reasons = read_all(open_source(path))
    assert hashes.items() < good.items()
    assert set(reasons.values()) == {"io_error"}


def test_either_table_of_an_e01_is_enough(tmp_path: Path) -> None:
    whole = segments(disk())[0]
    first = whole.index(b"table\0") + 76
    second = whole.index(b"table2\0") + 76
    for torn in ((first,), (second,), (first + 40,), (second + 40,)):
        (tmp_path / "a.E01").write_bytes(_torn(whole, *torn))
        opened = containers.open_disk(tmp_path / "a.E01")
        assert opened.read(0, opened.size) == disk()
        opened.close()
    (tmp_path / "a.E01").write_bytes(_torn(whole, first + 40, second + 40))
    with pytest.raises(OSError, match="container_damaged_chunk"):
        containers.open_disk(tmp_path / "a.E01").read(0, 10)
    assert refused(tmp_path / "a.E01", _torn(whole, first, second))[0] == "container_damaged"


def _torn(whole: bytes, *places: int) -> bytes:
    held = bytearray(whole)
    for place in places:
        held[place] ^= 0xFF
    return bytes(held)


def test_segments_that_lack_or_are_another_disk_s(tmp_path: Path) -> None:
    parts, others = segments(disk(), count=3), segments(disk(), count=3, identifier=bytes(range(7, 23)))
    for number, part in enumerate(parts, 1):
        (tmp_path / f"a.E{number:02d}").write_bytes(part)
    assert refused(tmp_path / "a.E02") == ("container_not_first", "a.E01")
    (tmp_path / "a.E02").write_bytes(parts[2])
    assert refused(tmp_path / "a.E01") == ("container_part_differs", "a.E02")
    (tmp_path / "a.E02").write_bytes(others[1])
    assert refused(tmp_path / "a.E01") == ("container_part_differs", "a.E02")
    (tmp_path / "a.E02").unlink()
    assert refused(tmp_path / "a.E01") == ("container_part_missing", "a.E02")
    (tmp_path / "a.e02").write_bytes(parts[1])  # letter case is no matter
    assert open_source(tmp_path / "a.E01").find("lettre.txt")


def test_names_of_segments_go_on_with_letters() -> None:
    from toolkit.media.containers.ewf_sections import segment_name

    names = [segment_name(Path("x.E01"), number) for number in (0, 98, 99, 124, 125, 774, 775, 14_970)]
    assert names == ["x.E01", "x.E99", "x.EAA", "x.EAZ", "x.EBA", "x.EZZ", "x.FAA", "x.ZZZ"]


def test_sectors_that_could_not_be_acquired_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.E01").write_bytes(segments(disk(), unread=[(10, 4), (90, 2)])[0])
    source = open_source(tmp_path / "a.E01")
    assert source.warnings == ("container_acquisition_errors", "container_hash_not_compared")
    assert source.container["unread_sectors"] == 6
    assert source.container["made"]["examiner"] == "Examinateur"


def test_a_cut_is_said_when_opened_and_reads_beyond_it_fail(tmp_path: Path, read_all: Callable) -> None:
    whole = {
        "a.vhd": container_vhd.dynamic(disk(), identifier=ONE),
        "a.vhdx": container_vhdx.vhdx(disk(), identifier=ID),
        "a.E01": segments(disk())[0],
        "deux.vmdk": container_vmdk.descriptor([f'RW {len(disk()) // 512} FLAT "plat.bin" 0']).encode(),
    }
    (tmp_path / "plat.bin").write_bytes(disk()[: len(disk()) // 2])
    for name, content in whole.items():
        kept = content if name == "deux.vmdk" else content[: len(content) * 2 // 3]
        if name == "a.E01":
            assert refused(tmp_path / name, kept)[0] == "container_damaged"  # its only table is behind
            continue
        (tmp_path / name).write_bytes(kept)
        opened = containers.open_disk(tmp_path / name)
        assert "truncated" in opened.warnings, name
        good = bad = 0
        for at in range(0, len(disk()), 4096):
            try:
                assert opened.exactly(at, 4096) == disk()[at : at + 4096]
                good += 1
            except OSError:
                bad += 1
        assert good, name
        assert bad, name
        opened.close()


def test_what_one_byte_less_leaves(tmp_path: Path) -> None:
    content = container_qcow2.qcow2(disk())
    (tmp_path / "a.qcow2").write_bytes(content[:-1])
    opened = containers.open_disk(tmp_path / "a.qcow2")
    last = max(at for at in range(0, len(disk()), 4096) if any(disk()[at : at + 4096]))
    assert opened.read(last - 4096, 4096) == disk()[last - 4096 : last]
    with pytest.raises(OSError, match=r"past|cut"):
        opened.read(last, 4096)


@pytest.mark.parametrize(
    ("content", "code", "detail"),
    [
        (container_qcow2.qcow2(disk(), encrypted=2), "container_encrypted", ""),
        (container_vmdk.sparse(disk(), text=TEXT + 'encryption.keySafe = "x"\n'), "container_encrypted", ""),
        (container_qcow2.qcow2(disk(), features=4), "container_not_read", "data file"),
        (container_qcow2.qcow2(disk(), features=8), "container_not_read", "zstd"),
        (container_qcow2.qcow2(disk(), features=16), "container_not_read", "extended L2"),
        (container_qcow2.qcow2(disk(), version=1), "container_not_read", "version 1"),
        (b"EVF2\r\n\x81\0" + bytes(2000), "container_not_read", "Ex01"),
        (b"LVF\x09\x0d\x0a\xff\0" + bytes(2000), "container_not_read", "L01"),
        (b"\xbe\xba\xfe\xca" + bytes(2000), "container_not_read", "seSparse"),
        (container_vmdk.descriptor(['RW 5 VMFSRDM "x"']).encode(), "container_not_read", "VMFSRDM"),
        (
            container_vmdk.descriptor(['RW 5 FLAT "/etc/passwd" 0']).encode(),
            "container_part_missing",
            "passwd",
        ),
        (container_vmdk.descriptor(['RW 5 FLAT "../../x" 0']).encode(), "container_part_missing", "x"),
        (container_vmdk.descriptor([]).encode(), "container_damaged", "descriptor"),
        (container_vmdk.sparse(disk()), "container_not_first", "a.vmdk"),
        (b"EVF\x09\x0d\x0a\xff\0\1\1\0\0\0" + bytes(2000), "container_damaged", "volume"),
        (b"vhdxfile" + bytes(2000), "container_damaged", "header"),
        (b"conectix" + bytes(2000), "container_damaged", "footer"),
        (b"QFI\xfb\0\0\0\3" + bytes(2000), "container_damaged", "header"),
        (b"KDMV" + bytes(2000), "container_damaged", "header"),
    ],
)
def test_each_refusal_has_its_code(tmp_path: Path, content: bytes, code: str, detail: str) -> None:
    assert refused(tmp_path / "a-s001.vmdk", content) == (code, detail)


def test_snapshots_and_marks_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.qcow2").write_bytes(container_qcow2.qcow2(disk(), snapshots=2, features=3))
    assert open_source(tmp_path / "a.qcow2").warnings == (
        "container_snapshots",
        "container_marked_damaged",
        "container_in_use",
    )


def test_the_log_of_a_vhdx_is_laid_over_it(tmp_path: Path) -> None:
    whole = container_vhdx.vhdx(disk(), identifier=ID)
    table = whole[container_vhdx.BAT : container_vhdx.BAT + 4096]
    log = container_vhdx.log_entry({container_vhdx.BAT: table})
    behind = bytearray(container_vhdx.vhdx(disk(), identifier=ID, log=log))
    behind[container_vhdx.BAT : container_vhdx.BAT + 4096] = bytes(4096)
    path = tmp_path / "a.vhdx"
    path.write_bytes(behind)
    opened = containers.open_disk(path)
    assert (opened.read(0, opened.size), opened.warnings) == (disk(), ())
    opened.close()
    behind[container_vhdx.LOG + 4096 + 100] ^= 1
    behind[container_vhdx.BAT : container_vhdx.BAT + 4096] = table
    path.write_bytes(behind)
    opened = containers.open_disk(path)
    assert (opened.read(0, opened.size), opened.warnings) == (disk(), ("container_log_not_replayed",))
    opened.close()


def test_a_vhdx_cut_behind_its_log_gives_no_zeros(tmp_path: Path) -> None:
    whole = container_vhdx.vhdx(disk(), identifier=ID)
    far = len(whole) - 4096
    log = container_vhdx.log_entry({far: whole[far:]})
    path = tmp_path / "a.vhdx"
    path.write_bytes(container_vhdx.vhdx(disk(), identifier=ID, log=log)[: len(whole) - 1536 * 1024])
    opened = containers.open_disk(path)
    assert opened.warnings == ("truncated",)
    missing = 0
    for at in range(0, opened.size, 4096):
        part = _or_none(opened, at)
        missing += part is None
        assert part in {None, disk()[at : at + 4096]}, at
    # A block and a half are gone, but for the one sector that stands in the log.
    assert missing == 1536 * 1024 // 4096 - 1
    opened.close()


def _or_none(opened: containers.Container, at: int) -> bytes | None:
    try:
        return opened.exactly(at, 4096)
    except OSError:
        return None


def test_a_log_that_knew_the_file_longer_is_not_applied(tmp_path: Path) -> None:
    whole = container_vhdx.vhdx(disk(), identifier=ID)
    table = whole[container_vhdx.BAT : container_vhdx.BAT + 4096]
    for flushed, warnings in (
        (len(whole), ()),
        (len(whole) + container_vhdx.MIB, ("container_log_not_replayed", "truncated")),
    ):
        log = container_vhdx.log_entry({container_vhdx.BAT: table}, flushed=flushed)
        (tmp_path / "a.vhdx").write_bytes(container_vhdx.vhdx(disk(), identifier=ID, log=log))
        opened = containers.open_disk(tmp_path / "a.vhdx")
        assert (opened.warnings, opened.read(0, opened.size)) == (warnings, disk())
        opened.close()


def test_a_header_that_states_any_size_takes_no_memory(tmp_path: Path) -> None:
    content = bytearray(container_qcow2.qcow2(disk()))
    struct.pack_into(">Q", content, 24, 1 << 62)
    struct.pack_into(">I", content, 36, 0xFFFFFFFF)
    assert refused(tmp_path / "a.qcow2", bytes(content))[0] == "container_damaged"
    struct.pack_into(">Q", content, 24, 1 << 49)
    (tmp_path / "a.qcow2").write_bytes(content)
    opened = containers.open_disk(tmp_path / "a.qcow2")
    assert opened.read(0, 4096) == disk()[:4096]
    assert "truncated" in opened.warnings
