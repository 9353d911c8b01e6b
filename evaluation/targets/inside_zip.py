"""ZIP archives and documents, opened one level."""

import zipfile

from evaluation.targets.archives import compound, module, zipped
from evaluation.targets.opened import opened


def seeds() -> list[bytes]:
    macros = compound({"VBA/Module1": module(b"Sub AutoOpen()\r\nEnd Sub\r\n" * 20), "PROJECT": b"ID=1"})
    return [
        zipped(),
        zipped(zipfile.ZIP_STORED),
        zipped(zipfile.ZIP_LZMA),
        zipped(zipfile.ZIP_BZIP2),
        zipped(word__vbaProject_bin=macros, word__document_xml=b"<w/>" * 90),
    ]


def read(data: bytes) -> str:
    return f"{opened('zip', data)}, {opened('docx', data)}"
