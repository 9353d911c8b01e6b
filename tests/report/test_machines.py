"""Machines of one practice: read back as they were, told together, and refused when they are forged."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.report import joined
from tests.report.drafts.builder import case_facts, machine
from tests.report.test_conflicts import line
from toolkit import procedure, report
from toolkit.custody.case import Case
from toolkit.custody.dossier.verify import verify
from toolkit.errors import Refusal, SourceRefusal
from toolkit.report import machines, releves
from toolkit.report.opened import of_case
from toolkit.report.practice import of_machines
from toolkit.texts import LANGUAGES

RECORDS = ("survey.json", "coverage.json", "triage.jsonl", "timeline.jsonl", "capture.jsonl", "medium.json")


def test_an_archive_gives_back_what_its_case_holds() -> None:
    for number in (0, 1):
        case = Case.read(joined.examined()[number])
        seen = of_case(case, procedure.pseudonyms(case))
        back, answers = releves.read(joined.sealed(number))
        assert json.loads(json.dumps(back.capture)) == json.loads(json.dumps(seen.capture))
        # The archive holds its own closing line, which its case does not count.
        assert [act.digest for act in back.acts][: len(seen.acts)] == [act.digest for act in seen.acts]
        assert replace(back, acts=()) == replace(seen, acts=())
        assert (back.label, answers) == (("accueil", "serveur")[number], {})


def test_machines_of_one_label_are_told_apart() -> None:
    alike = [machine(label="PC", facts=case_facts(ref=ref)) for ref in ("A", "B", "B")]
    assert [one.label for one in machines.told_apart(alike)] == ["PC (A)", "PC (B)", "PC (B) [3]"]


def test_sixty_machines_are_one_practice() -> None:
    read = releves.read(joined.sealed(0))[0]
    held = [
        replace(read, label=f"poste {number}", facts=replace(read.facts, tool=f"0.{number % 3}.0"))
        for number in range(60)
    ]
    lines = [line(number) for number in range(1, 61)]
    many = of_machines(read.facts, lines, [(one, {}) for one in held], {})
    assert len(many.machines) == 60
    clocks = [one.code for one in many.conflicts if one.code != "same_name"]
    assert clocks == ["clock_ahead"] * 60 + ["tool_differs"] * 2
    assert "(+12)" in many.conflicts[-1].facts["one"]
    assert report.complaint_files(report.Told(many, {}), "fr")


def test_a_practice_is_no_machine(tmp_path: Path) -> None:
    with joined.practice_case(tmp_path / "p", [joined.sealed(0), joined.sealed(1)]) as case:
        path = procedure.close(case, "fr").path
    with joined.practice_case(tmp_path / "q", []) as case, pytest.raises(SourceRefusal) as refused:
        procedure.add_machine(case, path, verify(path))
    assert refused.value.code == "machine_is_practice"
    assert list((tmp_path / "q" / "exhibits").iterdir()) == []


SHAPES = (b"[]", b"{}", b"null", b"1", b'"x"', b"[" * 5000, b'{"a":' * 3000 + b"1" + b"}" * 3000,
          b"1e308", b"NaN", b'{"survey":1e999}', b"", b"\xff\xfe", b'"' + b"x" * 70_000 + b'"')  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_of_another_shape_is_refused_or_does_no_harm(name: str, tmp_path: Path) -> None:
    refused = 0
    for number, shape in enumerate(SHAPES):
        refused += not fits(tmp_path / f"{number}.zip", partial(put, name=f"releves/{name}", content=shape))
    assert refused >= 8


def put(held: dict[str, bytes], *, name: str, content: bytes) -> None:
    assert name in held
    held[name] = content


def fits(path: Path, change: Callable[[dict[str, bytes]], None]) -> bool:
    """Tell whether a forged archive is let in; what is let in can be told, and what is not leaves nothing."""
    forged = joined.forged(path, joined.sealed(0), change)
    found = verify(forged)
    case = Case.create(
        path.with_suffix(""), source={"label": "p", "kind": machines.KIND, "size": 0}, language="fr"
    )
    with case:
        refusal = refused(case, forged, found)
        if refusal:
            assert refusal.code == "machine_unreadable"
            assert list((case.folder / "exhibits").iterdir()) == []
            assert not case.done(machines.stage(1))
            return False
        for language in LANGUAGES:
            assert report.documents(case, procedure.pseudonyms(case), language)
    return True


def refused(case: Case, path: Path, found: Any) -> Refusal | None:
    try:
        procedure.add_machine(case, path, found)
    except Refusal as refusal:
        return refusal
    return None


def as_it_was(held: dict[str, bytes]) -> None:
    assert held


def test_a_forged_archive_that_says_the_same_is_let_in(tmp_path: Path) -> None:
    path = joined.forged(tmp_path / "f.zip", joined.sealed(0), as_it_was)
    assert verify(path).faults == ()
    assert fits(tmp_path / "g.zip", as_it_was)


JUNK = st.sampled_from(
    [None, [], {}, 0, -1, 1e308, True, "", "x", "\u202e=1+1", "P0001/../..", [[]], {"a": {}}, 2**70]
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_records_with_wrong_values_anywhere(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = data.draw(st.sampled_from(RECORDS))

    def spoil(held: dict[str, bytes]) -> None:
        lines = held[f"releves/{name}"].splitlines()
        at = data.draw(st.integers(0, len(lines) - 1))
        facts = json.loads(lines[at])
        places = list(slots(facts))
        where, key = data.draw(st.sampled_from(places))
        if isinstance(where, dict) and data.draw(st.booleans()):
            del where[key]
        else:
            where[key] = data.draw(JUNK)
        lines[at] = json.dumps(facts).encode()
        held[f"releves/{name}"] = b"\n".join(lines) + b"\n"

    fits(tmp_path_factory.mktemp("spoilt") / "f.zip", spoil)


def slots(facts: Any) -> Any:
    """Yield every place of a value inside facts."""
    for key in list(facts) if isinstance(facts, dict) else range(len(facts)):
        yield facts, key
        if isinstance(facts[key], dict | list):
            yield from slots(facts[key])


def test_the_facts_of_a_case_may_lie_too(tmp_path: Path) -> None:
    for number, (key, value) in enumerate(
        [
            ("clock", 1),
            ("source", []),
            ("practice", {"a": 1}),
            ("opened", "x"),
            ("opened", 10**300),
            ("tool", []),
        ]
    ):

        def change(held: dict[str, bytes], key: str = key, value: Any = value) -> None:
            facts = json.loads(held["case.json"])
            held["case.json"] = json.dumps({**facts, key: value}, separators=(",", ":")).encode() + b"\n"

        path = joined.forged(tmp_path / f"{number}.zip", joined.sealed(0), change)
        with joined.practice_case(tmp_path / f"c{number}", []) as case:
            if refused(case, path, verify(path)):
                assert list((case.folder / "exhibits").iterdir()) == []
            else:
                assert report.documents(case, procedure.pseudonyms(case), "fr")
