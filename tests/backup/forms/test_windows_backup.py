import io
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backup.builder import answers, judged, made, practice, zipped
from tests.backup.forms import laid
from toolkit.backup.forms import windows_backup
from toolkit.backup.forms.form import Found, State

_SET = "Backup Set 2026-10-03 190000"
_FULL, _LATER = f"{_SET}/Backup Files 2026-10-03 190000", f"{_SET}/Backup Files 2026-10-10 190000"


def _zip(**held: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in held.items():
            archive.writestr(f"C/Users/claire/{name}.txt", text)
    return made.getvalue()


def _sound() -> dict[str, bytes]:
    return {
        f"{_FULL}/Backup files 1.zip": _zip(a="ancien", b="b"),
        f"{_FULL}/Backup files 2.zip": _zip(c="c"),
        f"{_FULL}/Backup files 3.zip": _zip(d="d"),
        f"{_FULL}/catalog.wbcat": b"c",
        f"{_LATER}/Backup files 1.zip": _zip(a="recent", e="e"),
        "MediaID.bin": b"1",
    }


def _read(files: laid.Files) -> Found:
    found = windows_backup.read(laid.place(files), ())
    assert found is not None
    return found


def _codes(files: laid.Files) -> list[str]:
    return [str(one["code"]) for point in _read(files).points for one in point.faults]


def test_a_set_gives_the_newest_of_each_file() -> None:
    found = _read(_sound())
    texts = {"a": b"recent", "b": b"b", "c": b"c", "d": b"d", "e": b"e"}
    assert laid.points(found) == [{f"C/Users/claire/{name}.txt": held for name, held in texts.items()}]
    assert (found.state, _codes(_sound())) == (State.READ, [])
    assert all(found.own(f"{laid.PLACE}/{path}") for path in _sound())


def test_a_missing_link_is_told() -> None:
    def without(*gone: str) -> list[str]:
        return _codes({path: held for path, held in _sound().items() if not path.startswith(gone)})

    assert without(f"{_FULL}/Backup files 2.zip") == ["fault_part_missing"]
    assert without(_FULL) == ["fault_full_missing", "fault_catalogue_missing"]
    assert without(f"{_FULL}/catalog.wbcat") == ["fault_catalogue_missing"]
    assert without(f"{_FULL}/Backup files", f"{_LATER}/Backup files") == ["fault_full_missing"]


def test_a_file_in_two_archives_of_one_run_is_not_given_in_part() -> None:
    (held,) = laid.points(_read({**_sound(), f"{_FULL}/Backup files 4.zip": _zip(b="suite")}))
    assert held["?C/Users/claire/b.txt"] == "duplicate_name"
    assert "C/Users/claire/b.txt" not in held


def test_a_damaged_archive_leaves_the_others() -> None:
    files = {**_sound(), f"{_FULL}/Backup files 2.zip": b"PK\3\4" + bytes(90)}
    (held,) = laid.points(_read(files))
    assert held["?Backup files 2.zip"] == "damaged_directory"
    assert held["C/Users/claire/a.txt"] == b"recent"


def test_a_set_on_a_medium_answers(tmp_path: Path) -> None:
    root = tmp_path / "support" / "ACCUEIL"
    half = len(practice()) // 2
    zipped(made(root / _FULL) / "Backup files 1.zip", practice()[:half])
    zipped(root / _FULL / "Backup files 2.zip", practice()[half:])
    (root / _FULL / "a.wbcat").write_bytes(b"c")
    verdict = judged(tmp_path / "support")
    assert [(one["worth"], one["practice_files"]) for one in verdict.points] == [("clean", len(practice()))]
    assert answers(verdict)["restorable"] == "yes"
    (root / _FULL / "Backup files 1.zip").rename(root / _FULL / "Backup files 3.zip")
    assert answers(judged(tmp_path / "support"))["restorable"] == "no"


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damaged_bytes_never_do_anything_else(data: st.DataObject) -> None:
    files = _sound()
    for path in data.draw(st.sets(st.sampled_from(sorted(files)), min_size=1)):
        held = bytearray(files[path])
        for _ in range(data.draw(st.integers(0, 4))):
            held[data.draw(st.integers(0, len(held) - 1))] = data.draw(st.integers(0, 255))
        files[path] = bytes(held[: data.draw(st.integers(0, len(held)))])
    laid.points(_read(files))
