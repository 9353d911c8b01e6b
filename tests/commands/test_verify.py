"""What verify says of an archive is what it compared; what the archive claims is told as a claim."""

import json
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from tests.commands.test_custody import trousse
from tests.custody.builder import SteppingClock, open_case
from tests.report import joined
from toolkit.custody.dossier.seal import seal


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return Path(shutil.copy(joined.sealed(0), tmp_path))


def test_a_hash_mistyped_says_what_to_do_and_blames_nothing(archive: Path) -> None:
    for typed in ("0" * 64, "SHA256:" + "A" * 43):
        status, said, _ = trousse("verify", archive, "--fingerprint", typed)
        assert (status, "Relisez l'empreinte" in said, "Défauts trouvés" in said) == (1, True, False)
    with archive.open("ab") as stream:
        stream.write(b"x")
    status, said, _ = trousse("verify", archive, "--fingerprint", "0" * 64)
    assert (status, "Défauts trouvés" in said, "demandez une autre copie" in said) == (1, True, True)


def test_what_was_not_read_is_not_called_changed(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"bonjour")
    status, said, _ = trousse("verify", tmp_path / "x.zip", "--fingerprint", "0" * 64)
    assert (status, "Rien n'a pu être vérifié" in said, "Défauts trouvés" in said) == (1, True, False)


def test_a_clock_that_went_back_and_a_key_that_came_later_are_told(tmp_path: Path) -> None:
    clock = SteppingClock()
    with open_case(tmp_path / "case", clock=clock) as case:
        case.note("custody.transferred", to="Brigade")
        clock.now -= timedelta(days=10)
        case.replace_key()
        path = seal(case, {}).path
    status, said, _ = trousse("verify", path)
    assert (status, "la ligne 3 du journal est datée d'avant" in said) == (0, True)
    assert "rien dans l'archive ne prouve" in said
    assert "la ligne 3 du journal" in trousse("custody", "show", path)[1]
    assert json.loads(trousse("verify", path, "--json")[1])["clock_went_back"] == [3]


def test_claims_are_told_as_claims(archive: Path) -> None:
    said = trousse("verify", archive)[1]
    assert "D'après l'archive, relevé fait par : Examinateur 1" in said
    assert "D'après l'archive, c'est la clé de cette affaire" in said


def test_the_machine_form_answers_even_where_there_is_nothing(tmp_path: Path) -> None:
    status, said, wrong = trousse("verify", "--json", tmp_path / "none.zip")
    assert (status, json.loads(said)) == (3, {"whole": False, "refused": "source_missing"})
    assert wrong


def test_what_was_extracted_is_told_from_what_lies_beside(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(out)
    assert "Seul le dossier" not in trousse("verify", out)[1]
    (out / "autre.txt").write_bytes(b"x")
    status, said, _ = trousse("verify", out)
    assert (status, f"Seul le dossier {archive.stem} a été vérifié" in said) == (0, True)
    (out / archive.stem / "data" / "vide\u202e").mkdir()
    status, said, _ = trousse("verify", out)
    assert (status, "Le dossier data/vide\\u202e/ est en trop" in said) == (1, True)


def test_a_lost_key_names_the_case_and_the_way_out(tmp_path: Path) -> None:
    open_case(tmp_path / "case").close()
    (tmp_path / "case" / "private" / "case_key").write_bytes(b"junk")
    status, _, wrong = trousse("seal", "--case", tmp_path / "case", "--no-annex")
    assert (status, str(tmp_path / "case ") in wrong, "--new-key" in wrong) == (4, True, True)


def test_true_names_are_not_written_into_the_case(tmp_path: Path) -> None:
    with open_case(tmp_path / "case") as case:
        case.write_json("source", {"place": str(tmp_path / "source")})
    inside = tmp_path / "case" / "x.csv"
    status, _, wrong = trousse("names", "--case", tmp_path / "case", "--csv", inside)
    assert (status, "dans le dossier d'affaire" in wrong, inside.exists()) == (6, True, False)
