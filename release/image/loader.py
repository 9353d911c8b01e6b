"""What starts the stick: shim and GRUB signed by Debian for UEFI, GRUB's core for BIOS, one menu for both.

Nothing here comes from the machine that builds: every program is taken out of a package of the lock.
Places in boot.img and in the first sector of the core: GRUB 2.06, include/grub/i386/pc/boot.h, and what
util/setup.c (grub-bios-setup) writes there.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release import Refused, bundle
from release.image import layout, tools

PACKAGES = ("shim-signed", "shim-helpers-amd64-signed", "grub-efi-amd64-signed", "grub-pc-bin", "grub-common")
# On the EFI partition: shim starts the GRUB beside it, which looks for its menu where Debian's build says.
MENU = "EFI/debian/grub.cfg"
_UEFI = {
    "EFI/BOOT/BOOTX64.EFI": "usr/lib/shim/shimx64.efi.signed",
    "EFI/BOOT/grubx64.efi": "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed",
    "EFI/BOOT/mmx64.efi": "usr/lib/shim/mmx64.efi.signed",
}
# Built into the core, so that a BIOS loads nothing but the menu from the EFI partition.
_MODULES = (
    "all_video", "biosdisk", "boot", "echo", "fat", "halt", "linux", "normal", "part_gpt", "reboot",
    "search_fs_uuid", "serial", "sleep", "terminal", "test", "vbe", "vga",
)  # fmt: skip
_CODE = 440  # bytes of code in a master boot record; then come Windows' number of the disk and the table
_KERNEL_SECTOR = 0x5C
_DRIVE_CHECK = 0x66  # a jump that leaves the drive as the BIOS names it
_NOPS = b"\x90\x90"  # in its place: some name a hard disk by 0x00, and 0x80 is meant
_BLOCKS = 0x1F4  # of the core's first sector: where its other sectors stand
_SEGMENT = 0x820  # where they are loaded


@dataclass(frozen=True, slots=True)
class Facts:
    """What the menu and the core must know of this image."""

    version: str
    root_hash: str
    offset: int  # bytes, where the verity tree begins in the root partition
    serial: str  # of the EFI partition's FAT, as GRUB writes it: ABCD-1234


def unpacked(packages: Mapping[str, Path], target: Path) -> Path:
    """Take the boot programs out of their packages, by name; raises Refused where one is absent."""
    bundle.renewed(target)
    for name in PACKAGES:
        if name not in packages:
            raise Refused(f"the lock has no {name}: add it to boot/packages.txt, run `make stick-lock`")
        tools.run("dpkg-deb", "-x", str(packages[name]), str(target))
    return target


def menu(template: str, facts: Facts) -> str:
    """Return GRUB's menu for this image."""
    filled = template
    for name, value in (
        ("VERSION", facts.version),
        ("HASH", facts.root_hash),
        ("OFFSET", str(facts.offset)),
        ("ROOT", layout.ROOT.guid.lower()),
    ):
        filled = filled.replace(f"@{name}@", value)
    left = [line for line in filled.splitlines() if "@" in line and not line.startswith("#")]
    if left or not filled.isascii():
        raise Refused(f"boot/grub.cfg: a place was not filled, or a letter is not ASCII: {left[:1]}")
    return filled


def uefi(programs: Path) -> dict[str, Path]:
    """Return the files of UEFI, by their path on the EFI partition."""
    return {path: programs / origin for path, origin in _UEFI.items()}


def core(programs: Path, work: Path, facts: Facts) -> bytes:
    """Return GRUB's core for BIOS, which takes its menu from the EFI partition of the disk it started on."""
    early = work / "early.cfg"
    # `root` is already entry 2 of the disk the BIOS started: looked at first, should there be two sticks.
    lines = f"search.fs_uuid {facts.serial} root $root", f"set prefix=($root)/{Path(MENU).parent}", ""
    early.write_text("\n".join(lines), encoding="ascii")
    made, images = work / "core.img", programs / "usr/lib/grub/i386-pc"
    command = [str(programs / "usr/bin/grub-mkimage"), "--format=i386-pc", f"--directory={images}"]
    command += [f"--prefix=(,gpt{layout.ESP.number})/{Path(MENU).parent}", f"--config={early}"]
    tools.run(*command, f"--output={made}", *_MODULES)
    return made.read_bytes()


def placed(content: bytes, sector: int) -> bytes:
    """Return the core as it must be to start from this sector of the disk."""
    count = -(-len(content) // layout.SECTOR)
    blocks = struct.pack("<QHH", sector + 1, count - 1, _SEGMENT)
    return content[:_BLOCKS] + blocks + content[_BLOCKS + len(blocks) :]


def boot_code(programs: Path, sector: int) -> bytes:
    """Return the code of the master boot record that starts the core standing at this sector."""
    code = bytearray((programs / "usr/lib/grub/i386-pc/boot.img").read_bytes()[:_CODE])
    struct.pack_into("<Q", code, _KERNEL_SECTOR, sector)
    code[_DRIVE_CHECK : _DRIVE_CHECK + 2] = _NOPS
    return bytes(code)
