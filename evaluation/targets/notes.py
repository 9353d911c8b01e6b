"""Texts of every kind a note may hide in: encodings, HTML, HTA, RTF, PDF, and the addresses in them."""

import zlib
from functools import cache
from pathlib import Path

from toolkit.scan.known import load
from toolkit.scan.notes import Knowledge, identify_always

_HERE = Path(__file__).resolve().parents[2]
_TEXT = (
    "Tous vos fichiers ont été chiffrés. Nous publierons vos données sous 3 jours. Payez 500 $ en bitcoin.\n"
    "Contact: cle[at]poste[dot]example, desk at post dot example, t.me/exemple, Session 05" + "ab" * 32 + "\n"
    + "exemple" * 8 + ".onion 1BoatSLRHtKNngkdXEeobR76b53LETtpyT 4" + "8A" * 47 + " 0x" + "aB" * 20 + "\n"
    "Tox: " + "0123456789ABCDEF" * 4 + "000000000000 Signal: cle.42 Wickr: cle_exemple ID: 77-A1\n"
)  # fmt: skip


def seeds() -> list[bytes]:
    encoded = [
        _TEXT.encode(name, "replace") for name in ("utf-8", "cp1252", "utf-16", "utf-16-be", "utf-32-le")
    ]
    lines = _TEXT.splitlines()
    page = "<html><script>document.write('" + "' + '".join(lines) + "')</script><p>" + _TEXT
    rich = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 A;}}" + "\\par ".join(lines).replace("é", "\\'e9") + "}"
    shown = "".join(f"({line}) Tj <{line.encode('cp1252', 'replace').hex()}> Tj T* " for line in lines)
    packed = zlib.compress(f"BT {shown} ET".encode("cp1252", "replace"))
    pdf = b"%PDF-1.7\n<< /Filter /FlateDecode >>\nstream\r\n" + packed + b"\r\nendstream"
    plain = f"%PDF-1.4\n<< >>\nstream\nBT {shown} ET\nendstream".encode("cp1252", "replace")
    return [*encoded, page.encode(), rich.encode("cp1252"), pdf, plain]


@cache
def _known() -> Knowledge:
    return load(_HERE / "signatures").notes


def read(data: bytes) -> str:
    return str(identify_always("LISEZMOI.txt", data, _known()).verdict)
