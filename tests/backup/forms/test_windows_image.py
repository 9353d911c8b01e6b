from pathlib import Path

from tests.backup.builder import answers, codes, judged, made
from tests.backup.forms import laid
from tests.backup.forms.test_disk_image import images
from toolkit.backup.forms import windows_image
from toolkit.backup.forms.form import Found, State

_OLD, _NEW = "Backup 2026-10-03 190000", "Backup 2026-10-10 190000"
_C, _D = "{c}.vhdx", "{d}.vhdx"


def _sound() -> dict[str, bytes]:
    disk = images()["cabinet.vhdx"]
    return {
        "MediaId": b"1" * 16,
        "Catalog/GlobalCatalog": b"catalogue",
        "Catalog/BackupGlobalCatalog": b"catalogue",
        f"{_OLD}/{_C}": disk,
        f"{_OLD}/{_D}": disk,
        f"{_NEW}/{_C}": disk,
        f"{_NEW}/{_D}": disk,
        f"{_NEW}/BackupSpecs.xml": b"<BackupSpecs/>",
        "SPPMetadataCache/{x}": b"cache",
    }


def _read(files: laid.Files) -> Found:
    found = windows_image.read(laid.place(files), ())
    assert found is not None
    return found


def _codes(found: Found) -> list[str]:
    return [str(one["code"]) for one in found.faults]


def test_each_disk_of_each_backup_is_a_point_of_its_volume() -> None:
    found = _read(_sound())
    assert (found.state, found.faults, len(found.points)) == (State.READ, (), 4)
    assert {point.series for point in found.points} == {_C, _D}
    assert all(found.own(f"{laid.PLACE}/{path}") for path in _sound())
    assert not found.own(f"{laid.PLACE}/autre.txt")


def test_what_an_image_lacks_is_told() -> None:
    without = {
        "fault_volume_gone": (f"{_NEW}/{_D}",),
        "fault_catalogue_missing": ("Catalog/GlobalCatalog", "Catalog/BackupGlobalCatalog"),
        "fault_part_missing": (f"{_NEW}/{_C}", f"{_NEW}/{_D}"),
    }
    for code, gone in without.items():
        assert _codes(_read({path: held for path, held in _sound().items() if path not in gone})) == [code]
    bare = {path: held for path, held in _sound().items() if not path.startswith("Backup")}
    assert (_read(bare).state, _codes(_read(bare))) == (State.BROKEN, ["fault_catalogue_alone"])


def test_a_damaged_disk_of_an_image_is_a_fault_of_its_point() -> None:
    found = _read({**_sound(), f"{_NEW}/{_C}": images()["cabinet.vhdx"][:70_000]})
    wrong = [point for point in found.points if point.faults]
    assert [point.name for point in wrong] == [f"{_NEW}/{_C}"]
    assert wrong[0].open is None


def test_folders_of_other_things_are_no_image() -> None:
    assert windows_image.read(laid.place({"Backup 2026-10-03 190000/lettre.txt": b"a"}), ()) is None
    assert windows_image.read(laid.place({"MediaId": b"a"}), ()) is None


def test_the_newest_image_answers_and_the_older_is_told(tmp_path: Path) -> None:
    root = made(tmp_path / "support" / "WindowsImageBackup" / "ACCUEIL")
    for path, held in _sound().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(held)
    verdict = judged(tmp_path / "support")
    assert sorted((point["current"], point["worth"]) for point in verdict.points) == [
        (False, "clean"), (False, "clean"), (True, "clean"), (True, "clean"),
    ]  # fmt: skip
    assert answers(verdict)["restorable"] == "yes"
    (root / _NEW / _C).write_bytes(images()["cabinet.vhdx"][:70_000])
    assert answers(judged(tmp_path / "support"))["restorable"] == "no"
    assert any(code.startswith("fault_") for code in codes(judged(tmp_path / "support"), "restorable"))
