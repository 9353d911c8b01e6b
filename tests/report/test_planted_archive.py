"""One patient all over a disk, the whole procedure, and every byte of what leaves openly: not there."""

import base64
import gzip
import html
import io
import json
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdf
import pytest

from demo.builder import notes
from tests.report import planted_machine as machine
from tests.report.planted_search import found, patterns
from toolkit import backup, procedure
from toolkit.capture import stage
from toolkit.capture.asked import ENCRYPTED, Consent
from toolkit.custody.captures import captured
from toolkit.custody.case import Case
from toolkit.custody.media_names import neutral
from toolkit.media import open_source
from toolkit.scan import known

SOUGHT = patterns(machine.WORDS, machine.NUMBERS)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("planted") / "poste.img"
    place.write_bytes(machine.image())
    return place


@pytest.fixture(scope="module")
def case(disk: Path) -> Iterator[Case]:
    signatures = known.load(None, ())
    source = open_source(str(disk))
    label = neutral(f"Poste de {machine.WHO} {machine.NIR}.img", "image")
    told = {"label": label, "kind": "image", "size": disk.stat().st_size}
    with Case.create(disk.parent / "case", source=told, language="fr") as case, closing(source):
        procedure.inventory(case, source, signatures)
        procedure.scan(case, source, signatures, lambda _: None)
        procedure.story(case, source)
        stage.first(case, source, programs=True)
        consent = Consent("Dr Roux", ENCRYPTED, 7)
        stage.further(case, source, [f"Patients/{machine.WHO}/courrier 0.docx.akira"], consent)
        _backup(case, disk.parent / f"Disque de {machine.WHO}", signatures)
        yield case


def _backup(case: Case, folder: Path, signatures: known.Known) -> None:
    for name in machine.names():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / f"{name}.txt").write_text(machine.CARD, encoding="utf-8")
        (folder / name / f"{name}.docx.akira").write_bytes(bytes(range(256)) * 20)
    with closing(open_source(str(folder))) as source:
        verdict = backup.verify(source, signatures, inventory=procedure.inventory_of(case), now_ns=machine.AT)
        procedure.record_backup(case, str(folder), verdict)


@pytest.fixture(scope="module", params=["fr", "en"])
def sealed(case: Case, request: pytest.FixtureRequest) -> dict[str, bytes]:
    """The members of the archive, which is checked to be a plain ZIP, stored."""
    path = procedure.close(case, request.param, case.folder.parent / f"{request.param}.zip").path
    with zipfile.ZipFile(path) as archive:
        assert archive.comment == b""
        return {info.filename.partition("/")[2]: archive.read(info) for info in archive.infolist()}


def test_the_disk_and_the_case_hold_the_patient(disk: Path, case: Case) -> None:
    content = disk.read_bytes()
    for name, pattern in SOUGHT.items():
        assert pattern.search(content) or pattern.search(content.replace(b"\0", b"")), name
    records = b"".join(path.read_bytes() for path in (case.folder / "records").iterdir())
    assert {one.split(": ")[1] for one in found(records, SOUGHT)} >= set(machine.WORDS)
    reasons = {line.get("reason") for line in captured(case)}
    assert reasons >= {
        "note", "sample_windows_file", "sample_program_file", "program", "event_log", "sample_encrypted",
    }  # fmt: skip
    stories = {line["name"] for line in case.recorded("triage") if line["rows"]}
    assert stories >= {"prefetch", "userassist", "shares", "event_logs", "services", "autoruns"}
    assert (case.read_json("pairs") or {})["count"] > 0


def test_no_open_file_holds_the_patient(sealed: dict[str, bytes]) -> None:
    assert len(sealed) > 15
    leaks = [hit for name, content in sealed.items() for hit in found(content, SOUGHT, name)]
    assert leaks + found("\n".join(sealed).encode(), SOUGHT) == []


def test_the_documents_are_searched_to_their_text(sealed: dict[str, bytes]) -> None:
    documents = {
        name: content for name, content in sealed.items() if name.endswith((".pdf", ".html", ".zip"))
    }
    assert {name[-4:] for name in documents} == {".pdf", "html", ".zip"}
    for name, content in documents.items():
        if not name.endswith(".zip"):
            assert found(content, patterns(("akira_readme",), ())), name


def test_what_goes_to_the_annex_is_not_in_it(sealed: dict[str, bytes]) -> None:
    assert not [name for name in sealed if "/A0" in name and not name.startswith("data/notes/")]
    assert [name for name in sealed if name.startswith("data/pieces/P") and name.endswith(".zip")]


def test_a_note_that_quotes_the_patient_leaves_as_a_text_without_her(
    case: Case, sealed: dict[str, bytes]
) -> None:
    (line,) = [one for one in captured(case) if (one.get("facts") or {}).get("quotes")]
    assert line["number"].startswith("A")
    shown = sealed[f"data/notes/{line['number']}.txt"].decode("utf-8-sig")
    assert "[nom]" in shown
    assert notes.EMAIL in shown
    assert line["sha256"].encode() in sealed["data/03_PIECES.csv"]


def test_what_an_investigator_needs_is_readable(sealed: dict[str, bytes]) -> None:
    whole = b"\n".join(sealed.values()).decode("utf-8", "replace")
    for told in (
        notes.NAME, notes.EMAIL, notes.ONION, notes.BITCOIN, notes.TOX, "svc_maj.exe", "203.0.113.77",
        "vssadmin delete shadows", "Windows/System32/prnport.ini.akira", "CABINET-PC1",
        "Program Files/LOGOSw/logosw_fr.dll.akira", "Trousse_Program_Deletes_Shadow_Copies",
    ):  # fmt: skip
        assert told in whole, told


PACKED = {
    "plain": lambda text: text.encode(),
    "utf-16": lambda text: b"x" + text.encode("utf-16-le"),
    "utf-16 the other way": lambda text: text.encode("utf-16-be"),
    "latin-1": lambda text: text.encode("latin-1"),
    "cp850": lambda text: text.encode("cp850"),
    "capitals": lambda text: text.upper().encode(),
    "percent": lambda text: urllib.parse.quote(text).encode(),
    "html": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace"),
    "json": lambda text: json.dumps(text).encode(),
    "json of utf-16": lambda text: "".join(f"\\u{ord(one):04x}" for one in text).encode(),
    "base64": lambda text: b"url(data:x;base64," + base64.b64encode(text.encode()) + b")",
    "gzip": lambda text: gzip.compress(text.encode()),
    "deflate": lambda text: b"stream\n" + zlib.compress(text.encode()) + b"endstream",
}


def _zipped(content: bytes, name: str = "a", comment: bytes = b"") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        archive.comment = comment
    return held.getvalue()


@pytest.mark.parametrize("way", PACKED)
def test_the_search_finds_the_patient_however_written(way: str) -> None:
    content = PACKED[way](f"voici {machine.WHO} ici")
    assert {hit.split(": ")[1] for hit in found(content, SOUGHT)} == set(machine.WORDS)
    for spelling in machine.names():
        assert found(_zipped(_zipped(spelling.encode())), SOUGHT)
        assert found(_zipped(b"", spelling), SOUGHT)
        assert found(_zipped(b"", comment=spelling.encode()), SOUGHT)


@pytest.mark.parametrize(
    "number", [machine.NIR, machine.NIR_SPACED, machine.PHONE, machine.BORN, "0639984717"]
)
def test_the_search_finds_numbers_however_spaced(number: str) -> None:
    for gap in (" ", "", "\u00a0", ".", "-", "%20", "\u202f"):
        assert found(b"<p>" + number.replace(" ", gap).encode() + b"</p>", SOUGHT), gap


def test_the_search_reads_a_pdf() -> None:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = pypdf.generic.StreamObject()
    stream.set_data(f"BT ({machine.PLAIN}) Tj ET".encode())
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    held = io.BytesIO()
    writer.write(held)
    assert machine.PLAIN.encode() not in held.getvalue()
    assert found(held.getvalue(), SOUGHT)
