"""What programs that are on any machine say of a tampered archive: True is refused, None cannot judge."""

import hashlib
import logging
import shutil
import subprocess
from pathlib import Path

import bagit

from toolkit.custody import sshsig
from toolkit.custody.dossier import bag

TOOLS = ("sha256sum", "unzip -t", "manifests", "tag manifests", "ssh-keygen", "bagit.py")
_SECONDS = 20
logging.getLogger("bagit").setLevel(logging.CRITICAL + 1)


def missing() -> list[str]:
    """Return the programs this machine lacks."""
    return [name for name in ("unzip", "sha256sum", "ssh-keygen") if shutil.which(name) is None]


def other_file(data: bytes, sha256: str) -> bool:
    """Say what `sha256sum -c` of the .sha256 beside the archive does, without starting it."""
    return hashlib.sha256(data).hexdigest() != sha256


def asked(data: bytes, sha256: str, identity: str, folder: Path) -> dict[str, bool | None]:
    """Return the answer of each of TOOLS on one archive, extracted into an empty folder."""
    path = folder / "archive.zip"
    path.write_bytes(data)
    said: dict[str, bool | None] = dict.fromkeys(TOOLS)
    line = f"{sha256}  {path.name}\n".encode()
    said["sha256sum"] = _refused(["sha256sum", "--status", "-c", "-"], folder, line)
    said["unzip -t"] = _refused(["unzip", "-qq", "-t", "-P", "none", path.name], folder)
    # Extracted by the same program, whatever it grumbles.
    _refused(["unzip", "-qq", "-o", "-P", "none", path.name, "-d", "out"], folder)
    roots = [each.parent for each in (folder / "out").glob("*/bagit.txt")]
    if len(roots) == 1:
        said |= _of_bag(roots[0], identity)
    return said


def _of_bag(root: Path, identity: str) -> dict[str, bool | None]:
    said: dict[str, bool | None] = {}
    for title, kind in (("manifests", "manifest"), ("tag manifests", "tagmanifest")):
        commands = (
            [f"{algorithm}sum", "--strict", "--status", "-c", f"{kind}-{algorithm}.txt"]
            for algorithm in bag.ALGORITHMS
        )
        said[title] = any(_refused(command, root) for command in commands)
    names = ["-f", bag.SIGNERS, "-I", identity, "-n", sshsig.DOSSIER, "-s", bag.SIGNATURE]
    signed = root / bag.SIGNED
    content = signed.read_bytes() if signed.is_file() else b""
    said["ssh-keygen"] = _refused(["ssh-keygen", "-Y", "verify", *names], root, content)
    said["bagit.py"] = not _valid(root)
    return said


def _valid(root: Path) -> bool:
    """Ask bagit, as a library: starting it ten times would take the time of all the others."""
    try:
        return bool(bagit.Bag(str(root)).is_valid())
    except Exception:  # noqa: BLE001 - whatever it raises is a refusal
        return False


def _refused(command: list[str], folder: Path, given: bytes = b"") -> bool:
    # In a session of its own no program asks the terminal for a password.
    run = subprocess.run(
        command,
        cwd=folder,
        input=given,
        capture_output=True,
        check=False,
        timeout=_SECONDS,
        start_new_session=True,
    )
    return run.returncode != 0
