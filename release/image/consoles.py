"""Keyboards and letters of the consoles, made from Debian's console-setup and xkb-data."""

import shutil
import subprocess
from pathlib import Path

from release import Refused

# The name the console asks for, then the layout and variant of xkb-data.
KEYBOARDS = {
    "fr": ("fr", "oss"),
    "be": ("be", "oss"),
    "ch-fr": ("ch", "fr"),
    "ca-fr": ("ca", ""),
    "us": ("us", ""),
    "uk": ("gb", ""),
    "de": ("de", ""),
    "es": ("es", ""),
}
FONTS = ("Uni2-Terminus16", "Uni2-Terminus20x10", "Uni2-Terminus28x14", "Uni2-Terminus32x16")


def install(taken: Path, root: Path) -> None:
    """Put the keyboards and the fonts of the unpacked packages into a root."""
    keyboards = root / "usr" / "share" / "trousse" / "keyboards"
    fonts = root / "usr" / "share" / "trousse" / "fonts"
    for folder in (keyboards, fonts):
        folder.mkdir(parents=True)
    for name, (layout, variant) in KEYBOARDS.items():
        (keyboards / f"{name}.map").write_bytes(_keyboard(taken, layout, variant))
    for font in FONTS:
        name = f"{font}.psf.gz"
        shutil.copyfile(taken / "usr" / "share" / "consolefonts" / name, fonts / name)


def _keyboard(taken: Path, layout: str, variant: str) -> bytes:
    rules = taken / "usr" / "share" / "X11" / "xkb"
    command = [
        "perl", str(taken / "usr" / "bin" / "ckbcomp"), "-compact", f"-I{rules}", "-rules", "base",
        "-model", "pc105", "-layout", layout, "-variant", variant,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode or not done.stdout:
        raise Refused(f"keyboard {layout} {variant}:\n{done.stderr.decode(errors='replace')}")
    return done.stdout
