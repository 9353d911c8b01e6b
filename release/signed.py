"""Whether a Windows program file carries the Authenticode signature it must carry."""

import hashlib
import re
import ssl
import subprocess
from pathlib import Path

from release import Refused, pins

ROOTS = Path(__file__).parent / "roots"
_PROGRAM = frozenset({".exe", ".dll", ".pyd"})
# What osslsigncode prints of the first signature; a second one may follow and is not asked for.
_DIGESTS = re.compile(r"Current message digest\s*: (\w+)\s+Calculated message digest\s*: (\w+)")
_SIGNER = re.compile(r"Signer #0:\s+Subject\s*: (\S.*)")


def folder(root: Path) -> int:
    """Check every program file under a folder and return how many; raises Refused at the first bad one."""
    files = sorted(path for path in root.rglob("*") if path.suffix.lower() in _PROGRAM)
    if not files:
        raise Refused(f"no program file to check in {root}")
    for path in files:
        check(path, *(pins.MICROSOFT if path.name.lower() in pins.BY_MICROSOFT else pins.FOUNDATION))
    return len(files)


def check(path: Path, signer: str, root: str, stamp_root: str) -> None:
    """Raise Refused unless `path` is signed by `signer`, time-stamped, unaltered, and chained to our roots.

    Revocation is not asked for: the build makes no connection.
    """
    said = _ask(path, _pem(root), _pem(stamp_root))
    digests = _DIGESTS.search(said)
    if digests is None:
        raise Refused(f"{path.name}: no Authenticode signature")
    if digests[1] != digests[2]:
        raise Refused(f"{path.name}: altered since it was signed")
    first = said.partition("Signature Index: 1")[0]
    found = _SIGNER.search(first)
    if found is None or _name(found[1]) != signer:
        raise Refused(f"{path.name}: signed by {found[1] if found else 'nobody'}, not by {signer}")
    for line in ("Timestamp Server Signature verification: ok", "\nSignature verification: ok"):
        if line not in first:
            raise Refused(f"{path.name}: {line.strip().partition(':')[0]} failed")


def _name(subject: str) -> str:
    # The common name stands last in what is printed.
    return subject.rstrip().rpartition("/CN=")[2]


def _pem(name: str) -> Path:
    path = ROOTS / name
    der = ssl.PEM_cert_to_DER_cert(path.read_text(encoding="ascii"))
    if hashlib.sha256(der).hexdigest() != pins.ROOTS[name]:
        raise Refused(f"{name} is not the root certificate that is pinned")
    return path


def _ask(path: Path, root: Path, stamp_root: Path) -> str:
    command = ["osslsigncode", "verify", "-CAfile", str(root), "-TSA-CAfile", str(stamp_root)]
    try:
        listed = subprocess.run(["osslsigncode", "verify", "--help"], capture_output=True, check=False).stdout
        # Versions from 2.6 on would fetch revocation lists; those before do not and know no such option.
        quiet = ["-ignore-crl"] if b"-ignore-crl" in listed else []
        run = subprocess.run([*command, *quiet, "-in", str(path)], capture_output=True, check=False)
    except FileNotFoundError:
        raise Refused("osslsigncode is not installed: run `python -m release prepare`") from None
    return run.stdout.decode(errors="replace")
