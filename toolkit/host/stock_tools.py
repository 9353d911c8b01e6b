"""Ask tools that are not ours whether the archive holds: sha256sum, bagit.py, ssh-keygen."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MINUTES = 5 * 60


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one outside tool said; `agrees` is None when the tool is not installed here."""

    tool: str
    command: str
    agrees: bool | None
    output: str = ""


def opinions(bag: Path, identity: str, namespace: str) -> Iterator[Opinion]:
    """Yield the opinion of each stock tool on an extracted bag."""
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        yield _ask(bag, "sha256sum", ["-c", "--quiet", "--strict", name])
    for name in ("manifest-sha512.txt", "tagmanifest-sha512.txt"):
        yield _ask(bag, "sha512sum", ["-c", "--quiet", "--strict", name])
    yield _ask(bag.parent, "bagit.py", ["--validate", bag.name])
    words = ["-Y", "verify", "-f", "allowed_signers", "-I", identity, "-n", namespace]
    signature = "tagmanifest-sha256.txt.sig"
    yield _ask(bag, "ssh-keygen", [*words, "-s", signature], bag / "tagmanifest-sha256.txt")


def _ask(folder: Path, tool: str, words: list[str], standard_input: Path | None = None) -> Opinion:
    shown = " ".join([tool, *words]) + (f" < {standard_input.name}" if standard_input else "")
    program = _find(tool)
    if program is None:
        return Opinion(tool, shown, None)
    given = standard_input.read_bytes() if standard_input else b""
    answer = subprocess.run(  # noqa: S603 - the examiner's own programs, on an archive made here
        [program, *words],
        cwd=folder,
        input=given,
        capture_output=True,
        timeout=_MINUTES,
        check=False,
        env=environment(),
    )
    text = (answer.stdout + answer.stderr).decode("utf-8", "replace").strip()
    return Opinion(tool, shown, answer.returncode == 0, text)


def _find(tool: str) -> str | None:
    # A Python tool of the same environment stands beside the interpreter, which need not be on the PATH.
    beside = Path(sys.executable).parent / tool
    return str(beside) if beside.is_file() else shutil.which(tool)


def environment() -> dict[str, str]:
    """Return our environment as programs of the machine need it."""
    found = dict(os.environ)
    # A frozen program points the loader at its own libraries; other programs need the machine's.
    original = found.pop("LD_LIBRARY_PATH_ORIG", None)
    if original is not None:
        found["LD_LIBRARY_PATH"] = original
    elif getattr(sys, "frozen", False):
        found.pop("LD_LIBRARY_PATH", None)
    return found
