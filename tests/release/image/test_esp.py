"""The EFI partition: the same bytes for the same files, read by stock tools; and GRUB's menu in it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from release import Refused
from release.image import assemble, esp, layout, loader, tools

FACTS = loader.Facts("1.2.3", "ab" * 32, 123456, esp.SERIAL)
EPOCH = 1_791_667_801


@pytest.fixture(autouse=True)
def stocked() -> None:
    try:
        tools.need("fsck.fat", "mcopy", "mkfs.fat", "mmd")
    except Refused as refusal:
        pytest.skip(str(refusal))


def content(image: Path, path: str) -> bytes:
    return subprocess.run(["mtype", "-i", image, f"::{path}"], check=True, capture_output=True).stdout


def test_two_volumes_of_the_same_files_are_alike(tmp_path: Path) -> None:
    kernel = tmp_path / "vmlinuz"
    kernel.write_bytes(bytes(range(256)) * 9000)
    files: dict[str, Path | bytes] = {"live/vmlinuz": kernel, loader.MENU: b"menu\n", "EFI/BOOT/A.EFI": b"MZ"}
    one, two = tmp_path / "one.fat", tmp_path / "two.fat"
    esp.make(one, files, EPOCH)
    kernel.touch()
    esp.make(two, dict(reversed(files.items())), EPOCH)
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_size == esp.size(files) == 64 * layout.MIB
    assert content(one, "live/vmlinuz") == kernel.read_bytes()
    assert content(one, loader.MENU) == b"menu\n"
    # The number GRUB looks for, as the boot sector of FAT32 holds it.
    assert one.read_bytes()[67:71] == bytes.fromhex(esp.SERIAL.replace("-", ""))[::-1]
    assert one.read_bytes()[82:90] == b"FAT32   "


def test_files_that_need_more_room_have_it(tmp_path: Path) -> None:
    large = tmp_path / "initrd"
    with large.open("wb") as stream:
        stream.truncate(80 * layout.MIB + 1)
    image = tmp_path / "large.fat"
    esp.make(image, {"live/initrd": large}, EPOCH)
    assert 80 * layout.MIB < image.stat().st_size < 90 * layout.MIB


def test_a_file_that_is_gone_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nowhere"):
        tools.run("mcopy", "-i", str(tmp_path / "nowhere"), "-", "::a", given=b"")


def test_the_menu_is_filled_and_plain() -> None:
    menu = loader.menu(assemble.MENU.read_text(encoding="utf-8"), FACTS)
    assert menu.isascii()
    assert "@" not in menu
    kept = (line for line in menu.splitlines() if line.startswith("set common="))
    common = next(kept)
    for word in (
        "boot=trousse",
        f"trousse.root={layout.ROOT.guid.lower()}",
        f"trousse.hash={'ab' * 32}",
        "trousse.offset=123456",
        "init_on_free=1",
        "noresume",
    ):
        assert word in common.replace('"', " ").split("=", 1)[1].split()
    assert menu.count("menuentry ") == 4
    assert menu.count("initrd /live/initrd") == menu.count("linux /live/vmlinuz $common $display") == 1
    assert menu.count("    load\n") == 3


@pytest.mark.skipif(not shutil.which("grub-script-check"), reason="grub-script-check is not installed")
def test_grub_itself_understands_the_menu() -> None:
    menu = loader.menu(assemble.MENU.read_text(encoding="utf-8"), FACTS)
    subprocess.run(["grub-script-check"], input=menu.encode("ascii"), check=True, timeout=30)


@pytest.mark.parametrize("template", ["set a=@OTHER@\n", "menuentry 'Démarrer' {}\n"])
def test_a_menu_with_a_hole_or_an_accent_is_refused(template: str) -> None:
    with pytest.raises(Refused, match=r"grub\.cfg"):
        loader.menu(template, FACTS)


def test_a_package_the_lock_does_not_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"no shim-signed.*stick-lock"):
        loader.unpacked({}, tmp_path / "loader")
