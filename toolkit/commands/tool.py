"""What examined a machine: version and hash of the program, its Python, each file of its signature set."""

import hashlib
import platform
import sys
from pathlib import Path

from toolkit import VERSION, own_files
from toolkit.records import Facts
from toolkit.scan.known import Known


def about(known: Known) -> Facts:
    """Return {"version", "python", "system", "program", "signatures"}; hashes are SHA-256.

    "program" is the file that runs, None in a checkout, where no single file is the program.
    """
    summary = known.signatures.summary()
    files = {name: _hashed(content) for name, content in sorted(known.signatures.files.items())}
    return {
        "version": VERSION,
        "python": platform.python_version(),
        "system": sys.platform,
        "program": _program(),
        "signatures": {**summary, "files": files},
    }


def _program() -> Facts | None:
    if not own_files.frozen():
        return None
    path = Path(sys.executable)
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return {"file": path.name, "sha256": None}
    return {"file": path.name, "sha256": digest}


def _hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
