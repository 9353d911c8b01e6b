"""A small case of an imaginary practice and its sealed archive, made through the public doors."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random

from toolkit.custody.case import Case
from toolkit.custody.dossier import claims
from toolkit.custody.dossier.seal import Sealed, seal

_NOTE = "Vos fichiers sont chiffrés. Écrivez à recup@exemple.test.\r\n".encode()
_NOTES = 12


@dataclass(frozen=True, slots=True)
class Made:
    """A case folder and the archive sealed from it."""

    folder: Path
    sealed: Sealed


def made(folder: Path, seed: int) -> Made:
    """Make a case in a folder that is not there yet, and seal it into the folder above."""
    chance = Random(seed)
    source = {"label": "disque d'essai", "kind": "image", "size": 4096}
    with Case.create(folder, source=source, language="fr", examiner="A. Martin") as case:
        for _ in case.record("triage", ({"name": f"artefact_{n}", "rows": []} for n in range(20))):
            pass
        for number in range(_NOTES):
            case.keep(f"P{number:04}", BytesIO(_NOTE * (number + 1)), ".txt")
        case.keep(f"P{_NOTES:04}", BytesIO(chance.randbytes(20_000)))
        return Made(folder, seal(case, _documents(case), out=folder.parent / "handed"))


def again(one: Made) -> Sealed:
    """Seal the case with one more exhibit, as whoever holds its folder can."""
    with Case.resume(one.folder) as case:
        case.keep(f"P{_NOTES + 1:04}", BytesIO(b"planted later"), ".txt")
        return seal(case, _documents(case), out=one.folder.parent / "handed")


def _documents(case: Case) -> dict[str, bytes]:
    rows = "".join(f"{each['number']};{each['size']};{each['sha256']}\r\n" for each in case.kept())
    page = case.write_report("rapport_fr.html", "<p>Un rapport.</p>" * 200).read_bytes()
    name = claims.REPORT.rpartition("/")[2]
    return {name: page, "03_PIECES.csv": b"\xef\xbb\xbf" + rows.encode(), "notes/P0000.txt": _NOTE}
