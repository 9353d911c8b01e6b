"""The live system laid out in a folder: Debian's root, our files over it, what is needless taken away."""

import shutil
from pathlib import Path

from release import HERE
from release.image import consoles, debian, first_root, modules
from release.image.packages import Package

BOOT = HERE / "boot"
# Rules not written here are taken away: none assembles a RAID or an LVM, mounts, or sets up a disk.
RULES = (
    "00-trousse-read-only.rules",
    "50-udev-default.rules",
    "60-block.rules",
    "60-input-id.rules",
    "60-persistent-storage.rules",
    "60-serial.rules",
    "80-drivers.rules",
)
_NEEDLESS = (
    "boot", "etc/apt", "etc/cron.d", "etc/cron.daily", "etc/init.d", "etc/kernel", "etc/rc*.d", "etc/systemd",
    "usr/bin/perl*", "usr/games", "usr/include", "usr/lib/systemd/system", "usr/lib/udev/hwdb.*",
    "usr/lib/x86_64-linux-gnu/perl*", "usr/lib/x86_64-linux-gnu/libperl*", "usr/local/*", "usr/share/bug",
    "usr/share/consolefonts", "usr/share/info", "usr/share/keymaps", "usr/share/lintian", "usr/share/locale",
    "usr/share/man", "usr/share/mime", "usr/share/perl*", "usr/src", "var/backups/*", "var/cache/*",
    "var/lib/apt", "var/log/*", "var/lib/systemd",
)  # fmt: skip
_MADE = ("media/PREUVES", "media/TROUSSE", "opt/trousse")
_BUILD_ONLY = (
    "usr/share/initramfs-tools",
    "etc/initramfs-tools",
    "usr/sbin/mkinitramfs",
    "usr/sbin/update-initramfs",
)


def lay(base: Path, debs: dict[Package, Path], place: Path) -> None:
    """Make `place`/root, `place`/vmlinuz and `place`/initrd from the installed base and the unpacked rest."""
    root = place / "root"
    debian.unpack(base, root)
    kernel = debian.contents(debs, "kernel", place / "kernel")
    taken = debian.contents(debs, "taken", place / "taken")
    release = modules.install(kernel, root)
    consoles.install(taken, root)
    _ours(root)
    _trim(root)
    modules.check(root)
    _firmware(kernel, root)
    shutil.copy2(kernel / "boot" / f"vmlinuz-{release}", place / "vmlinuz")
    first_root.make(root, kernel, place / "initrd")
    _remove(root, _BUILD_ONLY)
    shutil.rmtree(kernel)
    shutil.rmtree(taken)


def _ours(root: Path) -> None:
    for source in sorted((BOOT / "root").rglob("*")):
        target = root / source.relative_to(BOOT / "root")
        if source.is_dir():
            target.mkdir(exist_ok=True, parents=True)
            continue
        target.unlink(missing_ok=True)
        shutil.copyfile(source, target)
        # Said here and not by the source tree, whose permissions an archive may lose.
        target.chmod(0o755 if target.parent.name in {"trousse", "bin"} else 0o644)
    for made in _MADE:
        (root / made).mkdir(parents=True, exist_ok=True)
    init = root / "usr" / "sbin" / "init"
    init.unlink(missing_ok=True)
    init.symlink_to("/usr/lib/trousse/init")
    program = root / "usr" / "bin" / "trousse"
    program.symlink_to("/opt/trousse/trousse")


def _trim(root: Path) -> None:
    _remove(root, _NEEDLESS)
    for rule in (root / "usr" / "lib" / "udev" / "rules.d").iterdir():
        if rule.name not in RULES:
            rule.unlink()
    # The licences stay; the rest of the documentation goes.
    for path in sorted((root / "usr" / "share" / "doc").rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.name != "copyright":
            path.unlink()


def _remove(root: Path, patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        for path in root.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def _firmware(kernel: Path, root: Path) -> None:
    absent = []
    for name in modules.firmware(root):
        source, target = (one / "lib" / "firmware" / name for one in (kernel, root / "usr"))
        if not source.exists():
            absent.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    print(f"firmware that modules may ask for and that is not there: {', '.join(absent)}")
