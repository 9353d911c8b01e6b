"""The first root (initramfs): made by Debian's initramfs-tools inside our root, with our hook and script."""

import shutil
from pathlib import Path

from release import HERE, bundle
from release.image import modules

OURS = HERE / "boot" / "initramfs"
_PLACES = (
    ("initramfs.conf", "etc/initramfs-tools/initramfs.conf", 0o644),
    ("hooks/trousse", "etc/initramfs-tools/hooks/trousse", 0o755),
    ("scripts/trousse", "etc/initramfs-tools/scripts/trousse", 0o644),
)
# Steps of Debian's own that would look at other disks.
_OTHERS = (
    "hooks/dmsetup", "hooks/fsck", "hooks/keymap", "hooks/resume", "scripts/init-top/keymap",
    "scripts/local-premount/resume",
)  # fmt: skip


def make(root: Path, kernel: Path, initrd: Path) -> None:
    """Make the first root for an unpacked kernel out of a root that holds its modules and our files."""
    (config,) = (kernel / "boot").glob("config-*")
    release = config.name.removeprefix("config-")
    (root / "boot").mkdir()
    shutil.copyfile(config, root / "boot" / config.name)  # mkinitramfs reads there what the kernel can unpack
    for name, place, mode in _PLACES:
        target = root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(OURS / name, target)
        target.chmod(mode)
    for name in _OTHERS:
        (root / "usr" / "share" / "initramfs-tools" / name).unlink()
    date = f"SOURCE_DATE_EPOCH={bundle.committed(HERE)}"
    said = modules.inside(root, "env", date, "mkinitramfs", "-o", "/initrd", release)
    if said.strip():
        print(said.strip())
    shutil.move(root / "initrd", initrd)
    shutil.rmtree(root / "boot")
    print(f"first root: {initrd.stat().st_size / 1e6:.1f} MB")
