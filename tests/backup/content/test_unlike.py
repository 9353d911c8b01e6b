"""Files that are not what their names say: they never vouch for a backup, and most of a kind is damage."""

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from demo.builder.documents import dated, paper
from demo.builder.documents_keystream import keystream
from demo.builder.tree import Node
from tests.backup.builder import LAST_DAY, answers, codes, judged, medium, practice, signatures, zipped
from toolkit import backup
from toolkit.backup.content.unlike import Kind, Unlike
from toolkit.records import Connect, Rely

Way = Callable[[bytes], bytes]


def _text(data: bytes) -> bytes:
    return (b"Fichier remis par un autre. " * (len(data) // 28 + 1))[: len(data)]


def _struck(ending: str, way: Way) -> list[Node]:
    return [replace(n, data=way(n.data)) if n.path.endswith(ending) else n for n in practice()]


@pytest.mark.parametrize("ending", [".jpg", ".dcm", ".docx"])
@pytest.mark.parametrize(
    "way", [_text, lambda _: b"perdu", lambda data: b"\xde\xad\xbe\xef" * (len(data) // 4)]
)
def test_a_kind_that_is_another_thing_is_never_sound(tmp_path: Path, ending: str, way: Way) -> None:
    verdict = judged(medium(tmp_path, _struck(ending, way)))
    assert answers(verdict)["restorable"] in {"no", "unknown"}
    why = next(one for one in verdict.answers["restorable"].why if one["code"] == "unlike_names")
    assert (why["ending"], why["files"]) == (ending, why["total"])


@pytest.mark.parametrize("ending", [".jpg", ".docx"])
def test_pictures_and_letters_filled_with_text_are_damage(tmp_path: Path, ending: str) -> None:
    assert judged(medium(tmp_path, _struck(ending, _text))).rely == Rely.DAMAGED


@pytest.mark.parametrize("name", ["base.fdb", "base.mdb", "base.sqlite", "base.fbk", "table.dbf"])
def test_a_database_that_is_a_text_is_damaged(tmp_path: Path, name: str) -> None:
    left = dated(f"Wlogos2/{name}", LAST_DAY, _text(bytes(20_000)))
    assert judged(medium(tmp_path, [*practice(), left])).rely == Rely.DAMAGED


@pytest.mark.parametrize("name", ["base.db", "copie.sql", "copie.dump"])
def test_a_database_of_any_format_that_is_a_text_is_never_sound(tmp_path: Path, name: str) -> None:
    left = dated(f"Wlogos2/{name}", LAST_DAY, _text(bytes(20_000)))
    assert answers(judged(medium(tmp_path, [*practice(), left])))["restorable"] in {"no", "unknown"}


def test_an_agenda_that_is_no_calendar_is_a_doubt(tmp_path: Path) -> None:
    verdict = judged(medium(tmp_path, _struck(".ics", _text)))
    assert answers(verdict)["restorable"] == "unknown"


def test_a_few_odd_files_among_many_are_told_beside(tmp_path: Path) -> None:
    odd = dated("Users/claire/Documents/page.jpg", LAST_DAY, b"<html><body>une page</body></html>" * 9)
    verdict = judged(medium(tmp_path, [*practice(), odd]))
    assert answers(verdict)["restorable"] == "yes"
    why = next(one for one in verdict.answers["restorable"].why if one["code"] == "unlike_names")
    assert (why["files"], why["path"]) == (1, "Sauvegarde/Users/claire/Documents/page.jpg")


def test_what_people_name_otherwise_is_no_doubt(tmp_path: Path) -> None:
    when = LAST_DAY
    others = [
        dated("Images/a.jpg", when, paper("a.png", when).data),
        dated("Documents/export.xls", when, b"<html><table><tr><td>1</td></tr></table></html>" * 20),
        dated("Documents/lettre.doc", when, b"{\\rtf1\\ansi bonjour " + b"texte " * 200 + b"}"),
    ]
    verdict = judged(medium(tmp_path, [*practice(), *others]))
    assert "unlike_names" not in codes(verdict, "restorable")


def test_what_was_so_before_is_no_damage(tmp_path: Path) -> None:
    place = medium(tmp_path, _struck(".jpg", _text))
    assert judged(place, baseline=_baseline(place)).rely == Rely.GOOD


def test_an_empty_database_of_before_is_no_damage(tmp_path: Path) -> None:
    place = medium(tmp_path, [*practice(), dated("Wlogos2/etat.db3", LAST_DAY, b"")])
    assert judged(place).rely == Rely.DAMAGED
    verdict = judged(place, baseline=_baseline(place))
    assert (verdict.connect, verdict.rely) == (Connect.CLEAN, Rely.GOOD)


def test_a_closed_container_of_before_is_no_doubt(tmp_path: Path) -> None:
    safe = dated("Users/claire/coffre.hc", LAST_DAY, keystream("safe", 1_200_000))
    place = medium(tmp_path, [*practice(), safe])
    assert judged(place).rely == Rely.UNKNOWN
    verdict = judged(place, baseline=_baseline(place))
    assert (verdict.connect, verdict.rely) == (Connect.CLEAN, Rely.GOOD)


def test_the_index_of_a_locked_telephone_is_not_encrypted_by_an_attack(tmp_path: Path) -> None:
    folder = "Users/claire/Apple/MobileSync/Backup/0001"
    index = dated(f"{folder}/Manifest.db", LAST_DAY, keystream("index", 40_960))
    verdict = judged(medium(tmp_path, [*practice(), index]))
    assert answers(verdict)["not_encrypted"] in {"yes", "unknown"}
    assert "encrypted" not in codes(verdict, "not_encrypted")


def test_texts_that_are_all_one_long_code_are_a_doubt(tmp_path: Path) -> None:
    def coded(number: int) -> bytes:
        return base64.b64encode(keystream(f"text {number}", 900))

    texts = [dated(f"Users/claire/Documents/n{at}.txt", LAST_DAY, coded(at)) for at in range(4)]
    verdict = judged(medium(tmp_path, [*practice(), *texts]))
    assert answers(verdict)["restorable"] == "unknown"
    assert "coded_texts" in codes(verdict, "restorable")


def test_a_broken_program_is_told_beside(tmp_path: Path) -> None:
    program = paper("Install/setup.exe", LAST_DAY)
    cut = replace(program, data=program.data[:600])
    verdict = judged(medium(tmp_path / "a", [*practice(), cut]))
    assert answers(verdict)["restorable"] == "yes"
    assert "program_damaged" in codes(verdict, "restorable")
    system = replace(cut, path="Windows/System32/setup.exe")
    assert "damaged" in codes(judged(medium(tmp_path / "b", [*practice(), system])), "restorable")


def test_a_packed_document_is_no_backup(tmp_path: Path) -> None:
    odd = zipped(tmp_path / "x.zip", [dated("a.txt", LAST_DAY, b"rien " * 100)]).read_bytes()
    place = medium(tmp_path / "m", [*practice(), dated("Documents/table.xlsx", LAST_DAY, odd)])
    assert [one["path"] for one in judged(place).backups if str(one["path"]).endswith("xlsx")] == []


def test_counts_are_bounded_and_shares_decide() -> None:
    counted = Unlike()
    for at in range(1000):
        counted.add("", f"a.{at}", 1, Kind.NONE)
    assert len(counted.endings) == 200
    assert list(counted.found()) == []
    for at in range(10):
        counted.add("", f"{at}.1", 1, Kind.PLAIN)
    assert [where for where, _ in counted.found()] == ["against"]


def _baseline(place: Path) -> backup.Baseline:
    source = backup.open_backup(place)
    try:
        text = "".join(backup.baseline_lines(source, signatures()))
    finally:
        source.close()
    return backup.load_baseline(text.encode(), signed="valid", label="before.jsonl", anchored=True)
