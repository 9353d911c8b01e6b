"""Machines examined, sealed, and read back: small folders with encrypted files and a note each."""

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit import procedure
from toolkit.custody import keys, sshsig
from toolkit.custody.case import Case
from toolkit.custody.dossier import announced, archive, bag
from toolkit.custody.dossier.archive import Member
from toolkit.custody.dossier.verify import verify
from toolkit.custody.log import FIRST, json_line
from toolkit.report import machines

_KEPT = tempfile.TemporaryDirectory(prefix="joined-", ignore_cleanup_errors=True)
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NIR = "2 84 05 75 123 456 78"
NOTE = f"""All your files have been encrypted.
To recover your data you must pay 2 bitcoins. Contact: restore@proton.example
Download Tor browser and visit http://{"a2" * 28}.onion
Do not rename encrypted files. Do not try to decrypt with third party software.
Your personal ID: {{ident}}, number {NIR}
Bitcoin wallet: 1BoatSLRHtKNngkdXEeobR76b53LETtpyT
"""


def folder(path: Path, seed: int, began: int) -> Path:
    """Write a small practice that was attacked at `began`, in seconds since 1970."""
    drawn = random.Random(seed)  # noqa: S311 - the same bytes at every run
    for within in ("Patients", "Compta"):
        (path / within).mkdir(parents=True)
        for number in range(6):
            _put(path / within / f"dossier{number}.docx.locked", drawn.randbytes(9000), began + number)
        _put(path / within / "HOW_TO_DECRYPT.txt", NOTE.format(ident=f"ID-{seed}").encode(), began + 20)
    return path


def _put(path: Path, content: bytes, at: int) -> None:
    path.write_bytes(content)
    os.utime(path, (at, at))


@cache
def examined() -> tuple[Path, Path]:
    """Return the case folders of two machines, sealed once for all tests; not to be written in."""
    root = Path(_KEPT.name)
    cases = []
    for name, seed, began, words in (
        ("accueil", 1, 1_790_000_000, ("--clock-offset", "3600", "--practice", "Cabinet Martin")),
        ("serveur", 2, 1_790_001_000, ("--practice", "Cabinet Martin")),
    ):
        source = folder(root / name, seed, began)
        cases.append(root / f"case_{name}")
        told = ("--lang", "fr", "examine", str(source), "--case", str(cases[-1]), "--workers", "0", *words)
        command = [sys.executable, "-m", "toolkit", *told, "--examiner", f"Examinateur {seed}"]
        subprocess.run(command, check=True, capture_output=True)
    return cases[0], cases[1]


def sealed(number: int) -> Path:
    """Return the archive of one of the two machines."""
    return next(examined()[number].glob("DOSSIER_*.zip"))


def practice_case(path: Path, archives: list[Path]) -> Case:
    """Return the open case of a practice that holds these archives."""
    case = Case.create(path, source={"label": "p", "kind": machines.KIND, "size": 0}, language="fr")
    for one in archives:
        procedure.add_machine(case, one, verify(one))
    return case


def forged(path: Path, whole: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write an archive as a stranger signs it: files of another, changed, and what vouches for them."""
    with zipfile.ZipFile(whole) as opened:
        held = {
            name.partition("/data/")[2]: opened.read(name) for name in opened.namelist() if "/data/" in name
        }
        info = next(opened.read(name) for name in opened.namelist() if name.endswith("bag-info.txt"))
    change(held)
    about = replace(bag.read_info(info), key=keys.fingerprint(keys.public_raw(STRANGER)))
    held["custody.jsonl"], about = _relogged(held, about)
    members = [archive.of_bytes(f"data/{name}", content) for name, content in held.items()]
    signers = keys.allowed_signers(keys.public_raw(STRANGER), about.ref, sshsig.DOSSIER)
    members += bag.tags(members, about, signers)
    signed = next(each for each in members if each.name == bag.SIGNED).open().read()
    members.append(archive.of_bytes(bag.SIGNATURE, sshsig.sign_bytes(signed, STRANGER, sshsig.DOSSIER)))
    rooted = [Member(f"DOSSIER_{about.ref}/{each.name}", each.weight, each.open) for each in members]
    with path.open("wb") as stream:
        archive.write(stream, rooted, datetime.fromisoformat(about.sealed_at))
    return path


def _announced(held: dict[str, bytes], about: bag.BagFacts) -> dict[str, object]:
    own = {"case.json", "custody.jsonl"}
    hashes = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in held.items()
        if name not in own and not name.startswith("pieces/")
    }
    content = announced.content(about.tool.rpartition(" ")[2], hashes)
    return {"documents": len(hashes) - 1, "content": content, "name": f"DOSSIER_{about.ref}"}


def _relogged(held: dict[str, bytes], about: bag.BagFacts) -> tuple[bytes, bag.BagFacts]:
    """Return the log rewritten for the stranger's key and the case as it is, and what the bag says of it."""
    case = json.loads(held["case.json"]) if held["case.json"].startswith(b"{") else {}
    if isinstance(case, dict) and "fingerprint" in case:
        about = replace(about, ref=str(case["ref"]))
        held["case.json"] = json_line({**case, "fingerprint": about.key}) + b"\n"
    written, before = [], FIRST
    for each in held["custody.jsonl"].splitlines():
        act = json.loads(each)
        if act["act"] == "case.opened":
            digest = hashlib.sha256(held["case.json"]).hexdigest()
            act["facts"] |= {
                "ref": about.ref,
                "fingerprint": about.key,
                "sha256": digest,
                "size": len(held["case.json"]),
            }
        if act["act"] == "report.written":
            digest = hashlib.sha256(held["04_RAPPORT_TECHNIQUE.html"]).hexdigest()
            act["facts"] |= {"sha256": digest, "size": len(held["04_RAPPORT_TECHNIQUE.html"])}
        if act["act"] == "seal.opened" and "content" in act["facts"]:
            act["facts"] |= _announced(held, about)
        written.append(json_line({**act, "prev": before}))
        before = hashlib.sha256(written[-1]).hexdigest()
    return b"\n".join(written) + b"\n", replace(about, entries=len(written), head=before)
