"""Free notes of a visit leave without the people they name, but for whoever leads it."""

from pathlib import Path

from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.report import site
from toolkit.report.answers import Answer

LINE = "lundi 12 octobre 2026 à 8 h 10, David Le Goff – Isoler : note « {note} »"
NOTE = "vu Mme DURAND Jeanne née le 14/05/1984, jeanne.durand@free.fr"


def test_a_patient_named_in_a_note_is_hidden_and_the_technician_is_not(tmp_path: Path) -> None:
    Case.create(tmp_path / "case", source={"label": "d", "kind": "folder", "size": 0}, language="fr").close()
    told = {
        "ev.operator": "David Le Goff",
        "ev.visit": LINE.format(note="rien"),
        "ev.visit#2": f"{LINE.format(note=NOTE)} ; {LINE.format(note='fin')}",
        "t0.who": "Anne Martin, assistante",
        "ev.photos": None,
    }
    given = {key: Answer(key, value, 1, None) for key, value in told.items()}
    left = site.unnamed(given, procedure.pseudonyms(Case.read(tmp_path / "case")), frozenset())
    assert site.pages(left) == ["ev.visit", "ev.visit#2"]
    shown = str(left["ev.visit#2"].value)
    assert not any(name in shown for name in ("DURAND", "Jeanne", "1984", "free.fr"))
    assert shown.count("David Le Goff") == 2
    assert {key: left[key].value for key in told if key != "ev.visit#2"} == {
        key: value for key, value in told.items() if key != "ev.visit#2"
    }
