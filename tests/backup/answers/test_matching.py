"""Folders of a machine found again in a backup, whatever stands before them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backup.answers.matching import counterparts, ways

MACHINE = {
    "1/wlogos2": ["base.db"],
    "1/wlogos2/patients/a/images": ["1.jpg", "2.jpg"],
    "1/wlogos2/patients/b/images": ["1.jpg", "2.jpg"],
    "1/users/claire/documents": ["bail.pdf"],
}


def found(backup: dict[str, list[str]], folder: str) -> set[str]:
    return set(counterparts(folder, ways(MACHINE, backup))) & backup.keys()


@pytest.mark.parametrize("before", ["", "sauvegarde", "2026/10/10/pc1/c"])
def test_folders_put_before_are_seen_through(before: str) -> None:
    backup = {f"{before}/{folder[2:]}".lstrip("/"): names for folder, names in MACHINE.items()}
    for folder in MACHINE:
        assert found(backup, folder) == {f"{before}/{folder[2:]}".lstrip("/")}


def test_folders_left_out_are_seen_through() -> None:
    backup = {"patients/a/images": ["1.jpg"], "patients/b/images": ["1.jpg"], "documents": ["bail.pdf"]}
    assert found(backup, "1/wlogos2/patients/b/images") == {"patients/b/images"}
    assert found(backup, "1/users/claire/documents") == {"documents"}


def test_one_patient_does_not_stand_for_another() -> None:
    backup = {"copie/wlogos2": ["base.db"], "copie/wlogos2/patients/a/images": ["1.jpg", "2.jpg"]}
    assert found(backup, "1/wlogos2/patients/b/images") == set()


def test_a_renamed_folder_is_known_by_what_it_holds() -> None:
    assert found({"mes papiers": ["bail.pdf"]}, "1/users/claire/documents") == {"mes papiers"}
    assert found({"": ["bail.pdf"]}, "1/users/claire/documents") == {""}


def test_several_copies_are_all_looked_into() -> None:
    backup = {"lundi/wlogos2": ["base.db"], "mardi/wlogos2": ["base.db"]}
    assert found(backup, "1/wlogos2") == {"lundi/wlogos2", "mardi/wlogos2"}


FOLDERS = st.dictionaries(
    st.lists(st.sampled_from(["a", "b", "", "c d"]), max_size=9).map("/".join),
    st.lists(st.sampled_from(["x", "y", "z"]), max_size=3),
    max_size=8,
)


@given(FOLDERS, FOLDERS)
def test_any_two_trees_are_answered(machine: dict[str, list[str]], backup: dict[str, list[str]]) -> None:
    known = ways(machine, backup)
    assert len(known) <= 64
    for folder in machine:
        assert all(isinstance(one, str) for one in counterparts(folder, known))
