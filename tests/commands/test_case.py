"""Machines of one practice in one case: added, sealed together, each with its own seal still valid."""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import bagit
import pytest

from tests.report import joined
from tests.spaces import typed
from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.custody.dossier.verify import verify
from toolkit.report import machines


def trousse(*words: str | Path, language: str = "fr") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "--lang", language, *map(str, words)],
        capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, typed(done.stdout.decode()), typed(done.stderr.decode())


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sealed case of two machines, one given as an archive and one as its case folder."""
    case = tmp_path_factory.mktemp("practice") / "p"
    words = ("--case", case, "--practice", "Cabinet Martin")
    status, said, wrong = trousse("case", "merge", joined.sealed(0), joined.examined()[1], *words)
    assert (status, wrong) == (0, "")
    assert "accueil (archive M0001" in said
    assert "serveur : l'écart de son horloge n'a pas été relevé" in said
    assert trousse("seal", "--case", case)[0] == 0
    return case


def archive_of(case: Path) -> Path:
    (found,) = case.glob("DOSSIER_*.zip")
    return found


def test_one_archive_holds_the_documents_of_all(merged: Path) -> None:
    with zipfile.ZipFile(archive_of(merged)) as held:
        files = {name.partition("/data/")[2]: held.read(name) for name in held.namelist()}
    for name in ("01_DOSSIER_DE_PLAINTE.pdf", "indicateurs_stix.json", "notes/M0002_A0001.txt"):
        assert name in files
    for number in (0, 1):
        assert files[f"pieces/M000{number + 1}.zip"] == joined.sealed(number).read_bytes()
    rows = files["03_PIECES.csv"].decode("utf-8-sig").splitlines()
    assert [row.split(";")[:2] for row in rows[1:]] == [
        ["M0001", "accueil"], ["M0001_A0001", "accueil"], ["M0002", "serveur"], ["M0002_A0001", "serveur"],
    ]  # fmt: skip
    assert hashlib.sha256(joined.sealed(0).read_bytes()).hexdigest() in rows[1]
    told = files["02_CHRONOLOGIE.csv"].decode("utf-8-sig")
    # 14:13:20 by a clock that was an hour ahead, before 14:30:00 by one nobody compared.
    assert told.index("2026-09-21 13:13:20;") < told.index("2026-09-21 14:30:00;")
    assert "Affaire commune" in told
    page = files["01_DOSSIER_DE_PLAINTE.html"].decode()
    assert page.count("<!doctype html") + page.count("<!DOCTYPE html") == 1
    assert "son horloge avançait de 1 h 0 min" in typed(page)
    lines = [json.loads(line) for line in files["releves/machines.jsonl"].splitlines()]
    assert [line["label"] for line in lines] == ["accueil", "serveur"]


def test_every_seal_stays_valid(merged: Path, tmp_path: Path) -> None:
    archive = archive_of(merged)
    assert trousse("verify", archive)[0] == 0
    with zipfile.ZipFile(archive) as held:
        held.extractall(tmp_path)
    (root,) = tmp_path.iterdir()
    assert trousse("verify", root)[0] == 0
    for inner in sorted((root / "data" / "pieces").iterdir()):
        assert verify(inner).faults == ()
        with zipfile.ZipFile(inner) as held:
            held.extractall(tmp_path / inner.stem)
        (bag,) = (tmp_path / inner.stem).iterdir()
        assert bagit.Bag(str(bag)).is_valid()
        assert verify(bag).faults == ()


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not on this machine")
def test_ssh_keygen_accepts_each_inner_signature(merged: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        inner = merged / "exhibits" / f"M000{number}.zip"
        with zipfile.ZipFile(inner) as held:
            held.extractall(tmp_path / inner.stem)
        (bag,) = (tmp_path / inner.stem).iterdir()
        signer, _, rest = (bag / "allowed_signers").read_text().partition(" ")
        namespace = rest.partition('namespaces="')[2].partition('"')[0]
        done = subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", signer, "-n", namespace,
             "-s", "tagmanifest-sha256.txt.sig"],
            input=(bag / "tagmanifest-sha256.txt").read_bytes(), cwd=bag, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def test_both_languages_again_from_the_case_and_its_log(merged: Path) -> None:
    for language in ("fr", "en"):
        assert trousse("report", "--case", merged, language=language)[0] == 0
        assert (merged / "report" / f"dossier_de_plainte_{language}.pdf").read_bytes().startswith(b"%PDF")
    assert not list((merged / "report").glob("rapport_*"))
    status, said, _ = trousse("custody", "show", "--case", merged)
    assert status == 0
    assert "M0002" in said


def test_a_case_that_was_never_scanned_is_told_in_both_languages(tmp_path: Path) -> None:
    source = {"label": "d", "kind": "folder", "size": 0}
    Case.create(tmp_path / "c", source=source, language="fr").close()
    for language in ("fr", "en"):
        status, _, wrong = trousse("report", "--case", tmp_path / "c", language=language)
        assert (status, wrong) == (0, "")


def test_adding_is_told_and_the_same_twice_too(tmp_path: Path) -> None:
    case = tmp_path / "p"
    with joined.practice_case(case, [joined.sealed(0)]):
        pass
    noted = hashlib.sha256(joined.sealed(1).read_bytes()).hexdigest()
    status, said, _ = trousse("case", "add", joined.sealed(1), "--case", case, "--fingerprint", noted)
    assert (status, "M0002" in said, "Avec « --fingerprint »" in said) == (0, True, False)
    status, said, _ = trousse("case", "add", joined.sealed(1), "--case", case)
    assert (status, "déjà dans l'affaire (M0002)" in said) == (0, True)
    assert "M0001 : aucune empreinte notée" in said
    before = len((case / "custody.jsonl").read_bytes().splitlines())
    noted = hashlib.sha256(joined.sealed(0).read_bytes()).hexdigest()
    for sentence in ("le journal le note maintenant", "rien n'a été ajouté"):
        status, said, _ = trousse("case", "add", joined.sealed(0), "--case", case, "--fingerprint", noted)
        assert (status, sentence in said, "aucune empreinte notée" in said) == (0, True, False)
    log = (case / "custody.jsonl").read_text().splitlines()[before:]
    assert [json.loads(line)["act"] for line in log].count("machine.anchored") == 1
    assert "Archive M0001 comparée" in trousse("custody", "show", "--case", case)[1]
    with Case.read(case) as current:
        assert [line["anchored"] for line in machines.recorded(current)] == [True, True]
    assert [path.name for path in sorted((case / "exhibits").iterdir())] == ["M0001.zip", "M0002.zip"]


def test_an_anchor_found_later_makes_a_new_archive(tmp_path: Path) -> None:
    with joined.practice_case(tmp_path / "p", [joined.sealed(0), joined.sealed(1)]) as case:
        first = procedure.close(case, "fr").path
        assert procedure.close(case, "fr").path == first
        noted = hashlib.sha256(joined.sealed(0).read_bytes()).hexdigest()
        procedure.add_machine(case, joined.sealed(0), verify(joined.sealed(0), fingerprint=noted))
        second = procedure.close(case, "fr").path
    assert second != first
    assert verify(second).faults == ()
    with zipfile.ZipFile(second) as held:
        name = next(each for each in held.namelist() if each.endswith("machines.jsonl"))
        lines = [json.loads(line) for line in held.read(name).splitlines()]
    assert [line["anchored"] for line in lines] == [True, False]


def test_adding_twice_without_a_fingerprint_anchors_nothing(tmp_path: Path) -> None:
    case = tmp_path / "p"
    with joined.practice_case(case, [joined.sealed(0)]):
        pass
    assert trousse("case", "add", joined.sealed(0), "--case", case)[0] == 0
    with Case.resume(case) as current:
        assert [line["anchored"] for line in machines.recorded(current)] == [False]


def test_what_does_not_hold_is_not_added(tmp_path: Path) -> None:
    case, bad = tmp_path / "p", tmp_path / "bad.zip"
    with joined.practice_case(case, [joined.sealed(0)]):
        pass
    content = bytearray(joined.sealed(1).read_bytes())
    content[len(content) // 2] ^= 1
    bad.write_bytes(content)
    assert trousse("case", "add", bad, "--case", case)[0] == 1
    other = ("case", "add", joined.sealed(1), "--case", case, "--fingerprint", "0 " * 64)
    status, said, _ = trousse(*other)
    assert (status, f"--fingerprint {'0' * 64}" in " ".join(said.split())) == (1, True)
    assert "est entière, mais ce n'est pas celle" in said
    status, said, _ = trousse("case", "add", bad, "--case", case, "--fingerprint", "0" * 64)
    assert (status, "n'est pas entière" in said, "--fingerprint" in said) == (1, True, True)
    assert trousse("case", "add", joined.sealed(1), "--case", case, "--fingerprint", "00")[0] == 2
    with zipfile.ZipFile(joined.sealed(1)) as held:
        held.extractall(tmp_path / "extracted")
    for words in (
        ["add", tmp_path / "extracted", "--case", case],
        ["merge", tmp_path / "extracted", joined.sealed(0), "--case", tmp_path / "q"],
    ):
        status, _, wrong = trousse("case", *words)
        assert (status, "sans l'extraire" in wrong) == (3, True)
    status, _, wrong = trousse("case", "merge", joined.sealed(0), joined.sealed(0), "--case", tmp_path / "q")
    assert (status, "une seule et même machine" in wrong, (tmp_path / "q").exists()) == (2, True, False)
    assert trousse("case", "add", tmp_path / "none.zip", "--case", case)[0] == 3
    assert [path.name for path in (case / "exhibits").iterdir()] == ["M0001.zip"]
    for words in ((joined.sealed(0),), (joined.sealed(0), bad), (joined.sealed(0), tmp_path / "none.zip")):
        assert trousse("case", "merge", *words, "--case", tmp_path / "q")[0] in {1, 2, 3}
        assert not (tmp_path / "q").exists()


def test_a_machines_own_case_takes_no_other(tmp_path: Path) -> None:
    shutil.copytree(joined.examined()[0], tmp_path / "c")
    status, _, wrong = trousse("case", "add", joined.sealed(1), "--case", tmp_path / "c")
    assert (status, "case merge" in wrong) == (4, True)
    (tmp_path / "d").mkdir()
    source = {"label": "d", "kind": "folder", "size": 0}
    Case.create(tmp_path / "c2", source=source, language="fr").close()
    with joined.practice_case(tmp_path / "p", []):
        pass
    status, _, wrong = trousse("case", "add", tmp_path / "c2", "--case", tmp_path / "p")
    assert (status, "trousse seal" in wrong) == (4, True)


def test_adding_again_repairs_what_a_kill_left_at_any_line_of_the_log(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    with joined.practice_case(whole, [joined.sealed(0), joined.sealed(1)]):
        pass
    log = (whole / "custody.jsonl").read_bytes().splitlines(keepends=True)
    for lines in range(1, len(log) + 1):
        for again in (joined.sealed(1), joined.sealed(0)):
            case = tmp_path / f"{lines}-{again.name}"
            shutil.copytree(whole, case)
            (case / "custody.jsonl").write_bytes(b"".join(log[:lines]))
            _as_it_stood(case, b"".join(log[:lines]).decode())
            with Case.resume(case) as current:
                for path in (again, joined.sealed(0), joined.sealed(1)):
                    procedure.add_machine(current, path, verify(path))
                held = list(machines.recorded(current))
                assert sorted(line["label"] for line in held) == ["accueil", "serveur"]
                assert len({line["number"] for line in held}) == 2
                assert all(current.done(machines.stage(number)) for number in (1, 2))


def _as_it_stood(case: Path, log: str) -> None:
    """Remove what is written only after the last line of a log; an exhibit is there before its line is."""
    for number in (1, 2):
        if f'"machine_{number}.opened"' not in log:
            (case / "records" / f"machine_{number}.jsonl").unlink()
        elif f'"machine_{number}.closed"' not in log:
            (case / "records" / f"machine_{number}.jsonl").write_bytes(b"")


def test_a_later_archive_of_one_case_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    machine = tmp_path / "c"
    shutil.copytree(joined.examined()[0], machine)
    assert trousse("custody", "transfer", "--case", machine, "--to", "B. Durand")[0] == 0
    assert trousse("seal", "--case", machine)[0] == 0
    later = max(machine.glob("DOSSIER_*.zip"), key=lambda path: path.stat().st_mtime_ns)
    with joined.practice_case(tmp_path / "p", [later, joined.sealed(0)]) as case:
        held = procedure.practice_of(case)
        assert held.archives == ("M0001",)
        assert "superseded" in {one.code for one in held.conflicts}
        assert procedure.close(case, "fr").exhibits == 2


def test_an_archive_nobody_compared_takes_no_place(tmp_path: Path) -> None:
    case, false = tmp_path / "p", joined.forged(tmp_path / "f.zip", joined.sealed(0), dict.keys)
    assert verify(false).faults == ()
    with joined.practice_case(case, [joined.sealed(0)]):
        pass
    log = (case / "custody.jsonl").read_bytes()
    status, _, wrong = trousse("case", "add", false, "--case", case)
    assert (status, "déjà là (M0001" in wrong, "--fingerprint" in wrong) == (3, True, True)
    status, _, wrong = trousse("case", "merge", joined.sealed(0), false, "--case", tmp_path / "q")
    assert (status, "déjà là (M0001" in wrong, (tmp_path / "q").exists()) == (3, True, False)
    noted = hashlib.sha256(false.read_bytes()).hexdigest()
    assert trousse("case", "add", false, "--case", case, "--fingerprint", noted)[0] == 0
    with Case.read(case) as current:
        assert [line["number"] for line in machines.read_now(machines.recorded(current))] == ["M0002"]
    assert b"M0002" in (case / "custody.jsonl").read_bytes()[len(log) :]


def test_what_is_no_archive_is_not_called_false(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"bonjour")
    with joined.practice_case(tmp_path / "p", [joined.sealed(0)]):
        pass
    for words in (
        ("add", tmp_path / "x.zip", "--case", tmp_path / "p"),
        ("merge", tmp_path / "x.zip", joined.sealed(0), "--case", tmp_path / "q"),
    ):
        status, said, wrong = trousse("case", *words)
        assert (status, "n'a pas pu être lu" in wrong, "authentique" in said + wrong) == (3, True, False)


def test_a_dozen_archives_are_read_in_one_case(tmp_path: Path) -> None:
    paths = []
    for number in range(12):

        def renamed(held: dict[str, bytes], ref: str = f"ABCD-{number:04d}") -> None:
            facts = json.loads(held["case.json"])
            held["case.json"] = json.dumps({**facts, "ref": ref}, separators=(",", ":")).encode() + b"\n"

        paths.append(joined.forged(tmp_path / f"{number}.zip", joined.sealed(0), renamed))
    found = [verify(path) for path in paths]
    assert [one.faults for one in found if one.faults] == []
    procedure.refuse_unfit(paths, found)
    with joined.practice_case(tmp_path / "p", []) as case:
        for path, checked in zip(paths, found, strict=True):
            procedure.add_machine(case, path, checked, tried=True)
        assert len(procedure.practice_of(case).machines) == 12
        assert procedure.close(case, "fr").exhibits == 12
