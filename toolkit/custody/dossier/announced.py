"""What the last line of a log announces of the archive it closes, compared with that archive."""

import hashlib
import re
from collections.abc import Mapping

from toolkit.custody.dossier import readme
from toolkit.custody.dossier.bag import BagFacts
from toolkit.custody.dossier.fault import Faults
from toolkit.custody.log import json_line
from toolkit.records import Facts

ROOT = "DOSSIER_"
# Every document of an archive: what is not one of these does not go in, whoever signed it.
_PAPERS = (
    "01_DOSSIER_DE_PLAINTE.html",
    "01_DOSSIER_DE_PLAINTE.pdf",
    "02_CHRONOLOGIE.csv",
    "03_PIECES.csv",
    "04_RAPPORT_TECHNIQUE.html",
    "indicateurs_stix.json",
    "notes/00_LISEZ-MOI.txt",
)
_KINDS = re.compile(r"notes/([A-Z]{1,3}\d{4,6}_)?[A-Z]{1,3}\d{4,6}\.txt|releves/[a-z][a-z0-9_]{0,40}\.jsonl?")


def content(tool: str, hashes: Mapping[str, str]) -> str:
    """Hash what an archive holds that its log does not: its documents, and the version of who writes them.

    `hashes` are the SHA-256 by name below data/ of the documents and the LISEZ-MOI: of all but case.json, the
    log and the exhibits. This is the `content` of the last line.
    """
    return hashlib.sha256(
        json_line([tool, sorted([name, each] for name, each in hashes.items())])
    ).hexdigest()


def is_root(name: object, ref: str) -> bool:
    """Tell whether this is how the folder of an archive of this case is called."""
    return isinstance(name, str) and bool(re.fullmatch(rf"{ROOT}{re.escape(ref)}(-\d{{1,4}})?", name))


def is_document(name: str) -> bool:
    """Tell whether a document of an archive is called so, by its name below data/."""
    return name in _PAPERS or bool(_KINDS.fullmatch(name))


def check(
    said: Facts,
    hashes: Mapping[str, str],
    exhibits: int,
    info: BagFacts,
    root: str | None,
    faults: Faults,
) -> None:
    """Compare the facts of a last line with the documents, the number of exhibits and the name of an archive.

    `hashes` are those `content` takes; `root` is None for an extracted archive. A line that lacks a fact does
    not announce the archive.
    """
    documents = hashes.keys() - {readme.NAME}
    counted = {"documents": len(documents), "exhibits": exhibits}
    name = said.get("name")
    wrong = any(type(said.get(each)) is not int or said[each] != number for each, number in counted.items())
    if wrong or not is_root(name, info.ref) or root not in {None, name}:
        faults.add("closing_other")
    if said.get("content") != content(info.tool.rpartition(" ")[2], hashes):
        faults.add("documents_other")
    for each in sorted(documents):
        if not is_document(each):
            faults.add("document_unknown", name=each)
