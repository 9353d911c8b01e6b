"""The text of a VMDK: a stretch that is not understood would shift all that follows, so it is refused."""

from pathlib import Path

import pytest

from demo.builder import container_vmdk
from toolkit.errors import SourceRefusal
from toolkit.media import containers, open_source

from .build import disk

HALF = len(disk()) // 2
FIRST = f'RW {HALF // 512} FLAT "a.bin" 0'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.bin").write_bytes(disk()[:HALF])
    (tmp_path / "b.bin").write_bytes(disk()[HALF:])
    return tmp_path


def opened(folder: Path, rows: list[str], *, head: str = "", encoding: str = "utf-8") -> containers.Container:
    text = container_vmdk.descriptor(rows).replace("version=1\n", f"version=1\n{head}")
    (folder / "d.vmdk").write_bytes(text.encode(encoding))
    disk_of = containers.open_disk(folder / "d.vmdk")
    assert disk_of is not None
    return disk_of


@pytest.mark.parametrize(
    "row",
    [
        f'RW {HALF // 512} FLAT "b.bin" 0 # second',
        f'RW {HALF // 512} FLAT "b.bin" -0',
        f'RW 0x{HALF // 512:x} FLAT "b.bin" 0',
        f'RW{HALF // 512} FLAT "b.bin" 0',
        f'rdonly {HALF // 512} FLAT "b.bin"0',
        f"RW {HALF // 512} FLAT b.bin 0",
        f'RW {"9" * 16} FLAT "b.bin" 0',
        f'RW {HALF // 512} FLAT "b.bin" 0 deviceIdentifier "x"',
        "NOACCESS",
    ],
)
def test_a_stretch_that_is_not_understood_is_refused(folder: Path, row: str) -> None:
    # What is lost by leaving the row out is made up for behind it: the size alone would tell nothing.
    with pytest.raises(SourceRefusal) as refusal:
        opened(folder, [FIRST, row, f"RW {HALF // 512} ZERO"])
    assert (refusal.value.code, refusal.value.facts["detail"]) == ("container_damaged", "descriptor")


@pytest.mark.parametrize(
    "row",
    [
        f'rw {HALF // 512} flat "b.bin" 0',
        f'RDONLY\t{HALF // 512}  FLAT  "b.bin"',
        f'RW {HALF // 512} FLAT "b.bin" 0 partitionUUID "60:0:1"',
    ],
)
def test_other_ways_to_write_a_stretch(folder: Path, row: str) -> None:
    held = opened(folder, [FIRST, row], head='rwPolicy = "5"\n')
    assert (held.read(0, held.size), held.warnings) == (disk(), ())
    held.close()


def test_more_stretches_than_are_read_are_refused(folder: Path) -> None:
    opened(folder, [FIRST, *["RW 1 ZERO"] * 4095]).close()
    with pytest.raises(SourceRefusal):
        opened(folder, [FIRST, *["RW 1 ZERO"] * 4096])


@pytest.mark.parametrize(
    ("name", "head", "encoding"),
    [
        ("médecin.bin", 'encoding="windows-1252"\n', "cp1252"),
        ("médecin.bin", 'encoding="UTF-8"\n', "utf-8"),
        ("médecin.bin", "", "utf-8"),
        ("médecin.bin", "", "cp1252"),
        ("médecin.bin", 'encoding="zlib"\n', "cp1252"),
        ("médecin.bin", 'Encoding = "UTF-8"\n', "cp1252"),
        ("dysk-łódź.bin", 'encoding="windows-1250"\n', "cp1250"),
        ("医院.bin", 'encoding="GBK"\n', "gbk"),
    ],
)
def test_names_are_read_in_the_encoding_they_are_written_in(
    folder: Path, name: str, head: str, encoding: str
) -> None:
    (folder / "b.bin").rename(folder / name)
    row = f'RW {HALF // 512} FLAT "{name}" 0'
    held = opened(folder, [FIRST, row], head=head, encoding=encoding)
    assert held.read(0, held.size) == disk()
    held.close()
    assert open_source(folder / "d.vmdk").find("lettre.txt")
