"""Documents that hold, as another kind than their names say: a doubt, and beside a note an attack."""

from typing import Any

import pytest

from tests.scan.survey.test_context import HOUR, NOTE, decided, line, surveyed

Line = dict[str, Any]


def mismatched(count: int, kind: str, ending: str) -> list[Line]:
    whole = [line(f"P{n % 4}/s{n}.pdf", when=n * HOUR, type="pdf") for n in range(300)]
    names = (f"P{n % 4}/m{n}.{ending}" for n in range(count))
    return [*whole, *(line(name, "intact", "name_mismatch", type=kind) for name in names)]


@pytest.mark.parametrize(("kind", "ending"), [("zip", "pdf"), ("zip", "jpg"), ("text/utf-8", "png")])
def test_many_documents_of_another_kind_are_a_doubt_and_beside_a_note_an_attack(
    kind: str, ending: str
) -> None:
    lines = mismatched(40, kind, ending)
    facts = surveyed(*lines).facts()
    assert (facts["state"], facts["state_reasons"]) == ("doubtful", ["many_mismatched"])
    noted = surveyed(*lines, line("P1/A_LIRE.txt", note=NOTE)).facts()
    assert noted["by_context"]["was"] == {"intact": 10}
    assert noted["by_context"]["reasons"] == {"context:note": 10, "context:mismatch": 10}
    assert noted["state"] == "attacked"


@pytest.mark.parametrize(("kind", "ending"), [("png", "jpg"), ("text/utf-8", "xls"), ("text/utf-8", "stl")])
def test_what_sites_and_programs_misname_is_no_doubt(kind: str, ending: str) -> None:
    lines = mismatched(40, kind, ending)
    assert surveyed(*lines).state == "nothing"
    assert decided(*lines, line("P1/A_LIRE.txt", note=NOTE)) == {}


def test_a_few_misnamed_documents_are_no_doubt_and_no_note_makes_them_encrypted() -> None:
    lines = mismatched(4, "zip", "pdf")
    assert surveyed(*lines).state == "nothing"
    assert decided(*lines, line("P1/A_LIRE.txt", note=NOTE)) == {}
