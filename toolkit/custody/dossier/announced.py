"""What the last line of a log announces of the archive it closes, compared with that archive."""

import hashlib
import re
from collections.abc import Mapping

from toolkit.custody.dossier.bag import BagFacts
from toolkit.custody.dossier.fault import Faults
from toolkit.custody.log import json_line
from toolkit.records import Facts

ROOT = "DOSSIER_"


def content(tool: str, hashes: Mapping[str, str]) -> str:
    """Hash what an archive holds that its log does not: its documents, and the version of who writes them.

    `hashes` are the SHA-256 of the documents by name below data/: of all but the LISEZ-MOI, case.json, the
    log and the exhibits. This is the `content` of the last line.
    """
    return hashlib.sha256(
        json_line([tool, sorted([name, each] for name, each in hashes.items())])
    ).hexdigest()


def is_root(name: object, ref: str) -> bool:
    """Tell whether this is how the folder of an archive of this case is called."""
    return isinstance(name, str) and bool(re.fullmatch(rf"{ROOT}{re.escape(ref)}(-\d{{1,4}})?", name))


def check(
    said: Facts, documents: Mapping[str, str], exhibits: int, info: BagFacts, root: str | None, faults: Faults
) -> None:
    """Compare the facts of a last line with the documents, the number of exhibits and the name of an archive.

    What the line of an older tool does not say is not compared; `root` is None for an extracted archive.
    """
    counted = {"documents": len(documents), "exhibits": exhibits}
    wrong = any(name in said and said[name] != number for name, number in counted.items())
    if "name" in said:
        wrong = wrong or not is_root(said["name"], info.ref) or root not in {None, said["name"]}
    if wrong:
        faults.add("closing_other")
    if "content" in said and said["content"] != content(info.tool.rpartition(" ")[2], documents):
        faults.add("documents_other")
