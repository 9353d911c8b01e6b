"""ZIP and the office documents that are ZIPs, with a password too."""

import io
import zipfile

from evaluation.targets.judged import WORDS, judged


def seeds() -> list[bytes]:
    """Return a document, a text document whose first entry is stored, an archive within one, a locked one."""
    document = _packed(
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": WORDS, "word/a.bin": b"\0" * 9000}
    )
    text = _packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": WORDS})
    locked = bytearray(document)
    for at in (6, locked.index(b"PK\x01\x02") + 8):
        locked[at] |= 1
    return [document, text, _packed({"dedans.zip": document}), bytes(locked), document[:-60]]


def _packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            kind = zipfile.ZIP_STORED if name in ("mimetype", "dedans.zip") else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, kind)
    return out.getvalue()


def read(data: bytes) -> str:
    return judged("lettre.docx", data)
