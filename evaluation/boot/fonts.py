"""The fonts of the live system's console, out of the same Debian package the image takes them from."""

import subprocess
import tempfile
from pathlib import Path

from evaluation.boot.picture import Font

_NAMES = ("Uni2-Terminus16", "Uni2-Terminus28x14", "Uni2-Terminus32x16", "Uni2-VGA16")
_INSIDE = Path("usr/share/consolefonts")


def of_the_console(packages: Path) -> list[Font]:
    """Return the fonts the live system may have set; none where the packages were not fetched."""
    found = sorted(packages.glob("console-setup-linux_*.deb"))
    if not found:
        return []
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["dpkg-deb", "-x", str(found[-1]), place], check=True)
        files = [Path(place) / _INSIDE / f"{name}.psf.gz" for name in _NAMES]
        return [Font.read(file) for file in files if file.is_file()]
