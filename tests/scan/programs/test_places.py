"""Where programs seldom have business."""

import pytest

from toolkit.scan.programs.places import codes


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("$Recycle.Bin/S-1-5-21/$RABC.exe", "in_recycle_bin"),
        ("Users/claire/AppData/Local/Temp/a.exe", "in_temporary_folder"),
        ("Windows/Temp/a.exe", "in_temporary_folder"),
        ("Users/claire/Téléchargements/a.exe", "in_downloads"),
        ("Users/Public/svc.exe", "in_public_folder"),
        ("Users/claire/Desktop/outil/a.exe", "in_user_folder"),
        ("Users/claire/AppData/Roaming/a.exe", "in_user_folder"),
        ("Users/claire/a.exe", "in_user_folder"),
        ("ProgramData/a.exe", "in_program_data"),
        ("a.exe", "at_root"),
        ("Users/claire/AppData/Local/Programs/Agenda/agenda.exe", None),
        ("ProgramData/Agenda/agenda.exe", None),
        ("Program Files/Agenda/agenda.exe", None),
        ("Windows/System32/cmd.exe", None),
        ("Program Files/Template/agenda.exe", None),
    ],
)
def test_a_place_has_one_code(path: str, code: str | None) -> None:
    assert codes(path) == ((code,) if code else ())
