"""The working copies of a case are erased once what left it is kept elsewhere, and nothing else is."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.commands.wiped_visit import YES, contents, copied, links, made, one, pages, trousse, wiped
from toolkit.host.places import in_memory


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("wipe"))


@pytest.fixture
def visit(visited: Path, tmp_path: Path) -> Path:
    return copied(visited, tmp_path)


def test_the_case_and_its_visit_are_erased_and_attested(visit: Path) -> None:
    kept, before = visit.parent.parent / "kept", len(contents(visit))
    archive = one(kept, "DOSSIER_*.zip").read_bytes()
    status, said, wrong = wiped(visit, "--also", visit, "--by", "Mme Tanguy", *YES)
    assert (status, wrong) == (0, "")
    assert not visit.exists()
    assert f"Effacé : {before} fichiers" in said
    assert "ATTENTION : l'annexe" not in said
    (page,) = pages(kept)
    for words in (
        "Mme Tanguy",
        f"{before} fichiers",
        "Cabinet du Port",
        "mémoire flash",
        "DOSSIER_",
        "ANNEXE_",
    ):
        assert words in page
    assert "Ce qui reste" not in page
    assert one(kept, "DOSSIER_*.zip").read_bytes() == archive
    assert trousse("verify", one(kept, "DOSSIER_*.zip"))[0] == 0


def test_the_case_alone_leaves_the_visit_around_it(visit: Path) -> None:
    status, said, _ = wiped(visit, *YES, kept=one(visit.parent.parent / "kept", "DOSSIER_*.zip"))
    assert status == 0
    assert "l'annexe confidentielle (ANNEXE_" in said
    assert not (visit / "dossier").exists()
    assert {"visit.jsonl", "visit.lock"} < contents(visit).keys()
    assert "nul n'a vérifié ici" in pages(visit.parent.parent / "kept")[0]


def test_what_is_only_in_memory_is_not_kept(visit: Path, tmp_path: Path) -> None:
    place = Path("/dev/shm")
    if not place.is_dir() or not in_memory(place) or in_memory(tmp_path):
        pytest.skip("another system: it shows no disk of memory")
    with TemporaryDirectory(dir=place) as memory:
        shutil.copytree(tmp_path / "kept", Path(memory) / "kept")
        status, _, wrong = wiped(visit, "--also", visit, *YES, kept=Path(memory) / "kept")
        assert status == 4
        assert "que dans la mémoire de cet ordinateur" in wrong
        assert pages(Path(memory) / "kept") == []
    assert (visit / "dossier" / "case.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--same-medium", "garder sur le même support"), '--yes "effacer les copies"'),
        (("--same-medium", "garder sur le même support", "--yes", "oui"), '--yes "effacer les copies"'),
        (("--yes", "effacer les copies"), "--same-medium"),
        (("--yes", "effacer les copies", "--same-medium", "erase the copies"), "--same-medium"),
    ],
)
def test_without_the_words_nothing_is_erased(visit: Path, words: tuple[str, ...], said: str) -> None:
    before = contents(visit)
    status, _, wrong = wiped(visit, "--also", visit, *words)
    assert (status, "rien n'a été effacé" in wrong, said in wrong) == (4, True, True), wrong
    assert contents(visit) == before


@pytest.mark.parametrize("how", ["missing", "changed", "other", "inside", "beside", "none", "annex", "empty"])
def test_what_is_not_kept_elsewhere_is_not_erased(visit: Path, tmp_path: Path, how: str) -> None:
    archive = one(tmp_path / "kept", "DOSSIER_*.zip")
    (tmp_path / "empty").mkdir()
    given = {
        "missing": [tmp_path / "kept" / "DOSSIER.zip"],
        "changed": [archive],
        "other": [archive, tmp_path / "kept" / "x.zip"],
        "inside": [visit / "dossier" / "custody.jsonl"],
        "beside": [one(visit, "DOSSIER_*.zip")],
        "none": [],
        "annex": [one(tmp_path / "kept", "ANNEXE_*.zip")],
        "empty": [tmp_path / "empty"],
    }[how]
    (tmp_path / "kept" / "x.zip").write_bytes(b"PK")
    if how == "changed":
        archive.write_bytes(archive.read_bytes()[:-1])
    before = contents(visit)
    words = [word for path in given for word in ("--kept", path)]
    status, _, wrong = trousse("case", "wipe", "--case", visit / "dossier", "--also", visit, *words, *YES)
    assert (status, "rien n'a été effacé" in wrong) == (4, True), wrong
    assert contents(visit) == before
    assert pages(tmp_path / "kept") == []


@links
def test_a_name_that_leads_back_into_the_case_keeps_nothing(visit: Path, tmp_path: Path) -> None:
    archive = one(tmp_path / "kept", "DOSSIER_*.zip")
    archive.unlink()
    archive.symlink_to(one(visit, "DOSSIER_*.zip"))
    assert wiped(visit, "--also", visit, *YES, kept=archive)[0] == 4
    archive.unlink()
    os.link(one(visit, "DOSSIER_*.zip"), archive)
    assert wiped(visit, "--also", visit, *YES, kept=archive)[0] == 4
    assert one(visit, "DOSSIER_*.zip").stat().st_size


def test_what_no_archive_holds_needs_words_of_its_own(visit: Path, tmp_path: Path) -> None:
    transfer = ("custody", "transfer", "--case", visit / "dossier", "--to", "Brigade", "--archive", visit)
    assert trousse(*transfer)[0] == 0
    assert (
        "--yes" in wiped(visit, "--same-medium", "garder sur le même support")[2]
    )  # a transfer adds nothing
    said = ("answers", "--case", visit / "dossier", "--by", "X", "--unknown", "attack.vector")
    assert trousse(*said)[0] == 0
    status, _, wrong = wiped(visit, *YES)
    assert (status, '--unsealed "effacer sans fermer"' in wrong) == (4, True)
    assert wiped(visit, *YES, "--unsealed", "erase without sealing")[0] == 0
    assert "effacé sur demande expresse" in pages(tmp_path / "kept")[0]


def test_a_case_that_was_never_sealed(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    case = tmp_path / "stick" / "case"
    assert trousse("examine", tmp_path / "source", "--case", case, "--workers", "0", "--no-seal")[0] == 0
    words = ("case", "wipe", "--case", case, "--yes", "erase the copies")
    assert trousse(*words)[0] == 4
    status, _, wrong = trousse(*words, "--unsealed", "effacer sans fermer")
    assert (status, wrong, case.exists()) == (0, "", False)
    assert "jamais été fermée" in pages(tmp_path / "stick")[0]


def test_what_the_tool_did_not_write_is_left_and_listed(visit: Path, tmp_path: Path) -> None:
    mine = {
        "dossier/notes.docx": b"1",
        "dossier/report/Copie de rapport.pdf": b"2",
        "dossier/records/mine/x.txt": b"3",
        "dossier/DOSSIER_ABCD-2345.zip": b"4",
        "photos/patient.jpg": b"5",
    }
    for name, content in mine.items():
        (visit / name).parent.mkdir(exist_ok=True)
        (visit / name).write_bytes(content)
    receipt = one(visit, "BORDEREAU_*.pdf")
    receipt.write_bytes(b"signed and scanned")
    mine[receipt.name] = b"signed and scanned"
    status, said, _ = wiped(visit, "--also", visit, *YES)
    assert (status, contents(visit)) == (1, mine)
    assert "6 fichiers laissés en place" in said
    for name in (
        "notes.docx",
        "Copie de rapport.pdf",
        "mine",
        "DOSSIER_ABCD-2345.zip",
        "photos",
        receipt.name,
    ):
        assert name in said
    assert "patient" not in pages(tmp_path / "kept")[0]


@links
def test_no_link_is_followed(visit: Path, tmp_path: Path) -> None:
    case, outside = visit / "dossier", tmp_path / "outside"
    outside.mkdir()
    for name in ("scan.jsonl", "coverage.json", "rapport_fr.html"):
        (outside / name).write_bytes(b"mine")
    (case / "records" / "scan.jsonl").unlink()
    (case / "records" / "scan.jsonl").symlink_to(outside / "scan.jsonl")
    (case / "records" / "coverage.json").unlink()
    os.link(outside / "coverage.json", case / "records" / "coverage.json")
    shutil.rmtree(case / "report")
    (case / "report").symlink_to(outside)
    status, said, _ = wiped(visit, *YES)
    assert (status, case.exists()) == (1, False)
    assert set(contents(outside).values()) == {b"mine"}
    assert "coverage.json : ce nom est retiré" in said
    assert "1 nom retiré" in pages(tmp_path / "kept")[0]


@links
def test_a_case_whose_log_is_a_link_is_refused(visit: Path, tmp_path: Path) -> None:
    log = visit / "dossier" / "custody.jsonl"
    log.rename(tmp_path / "log")
    log.symlink_to(tmp_path / "log")
    assert wiped(visit, *YES)[0] == 4
    assert (tmp_path / "log").stat().st_size


def test_a_case_that_is_held_or_broken_is_refused(visit: Path) -> None:
    from toolkit.custody import lock

    held = lock.take(visit / "dossier" / "private" / "lock")
    try:
        status, _, wrong = wiped(visit, *YES)
    finally:
        os.close(held)
    assert (status, "ouverte par un autre programme" in wrong) == (4, True)
    log = visit / "dossier" / "custody.jsonl"
    log.write_bytes(log.read_bytes().replace(b"Le Goff", b"Le Gof", 1))
    assert wiped(visit, *YES)[0] == 4
    assert "n'est pas tel que l'outil l'a écrit" in wiped(visit, *YES)[2]


def test_read_only_files_are_erased_too(visit: Path) -> None:
    for path in (visit / "dossier").rglob("*"):
        if path.is_file() and path.name != "lock":
            path.chmod(0o444)
    (visit / "dossier" / "custody.jsonl").chmod(0o644)
    assert wiped(visit, *YES)[0] == 0
    assert not (visit / "dossier").exists()


def test_places_that_are_more_than_a_case_are_refused(visit: Path, tmp_path: Path) -> None:
    for place in (Path(tmp_path.anchor), tmp_path / "kept", Path.home()):
        status, _, wrong = trousse("case", "wipe", "--case", place, "--kept", tmp_path / "kept", *YES)
        assert (status, len(wrong.splitlines()) >= 2) == (4, True)
    assert wiped(visit, "--also", Path.home(), *YES)[0] == 4
    assert (visit / "dossier" / "case.json").is_file()
