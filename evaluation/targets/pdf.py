"""PDF: streams inflated, what stands between them, the end marks."""

import zlib

from evaluation.targets.judged import WORDS, judged


def seeds() -> list[bytes]:
    """Return a document, one under restrictions, one whose streams say no length, and one cut."""
    whole = _document(b"<</Root 1 0 R>>")
    return [
        whole,
        _document(b"<</Root 1 0 R/Encrypt 9 0 R>>"),
        whole.replace(b"/Length", b"/Longer"),
        whole[:-300],
    ]


def _document(trailer: bytes) -> bytes:
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    for number in range(2, 6):
        packed = zlib.compress(WORDS[number * 300 :])
        out += b"%d 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n" % (number, len(packed))
        out += packed + b"\nendstream\nendobj\n"
    table = len(out)
    return (
        out + b"xref\n0 1\n0000000000 65535 f \ntrailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % table
    )


def read(data: bytes) -> str:
    return judged("facture.pdf", data)
