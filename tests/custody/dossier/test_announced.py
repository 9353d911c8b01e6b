"""What the last line of the log announces is compared with the archive, whoever signed it again."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from toolkit.custody.dossier.seal import Sealed, seal
from toolkit.custody.dossier.verify import verify
from toolkit.custody.log import Act

from ..builder import acts, open_case, payload_of
from .test_verify import relinked

Forge = Callable[..., Path]


def codes(path: Path) -> set[str]:
    return {fault.code for fault in verify(path).faults}


def with_last(payload: dict[str, bytes], **told: object) -> dict[str, bytes]:
    *before, last = acts(payload["custody.jsonl"])
    facts = {name: value for name, value in {**last.facts, **told}.items() if value is not None}
    changed = Act(last.n, last.at, last.local, last.who, last.act, facts, "", "")
    return payload | {"custody.jsonl": relinked([*before, changed])}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"exhibits": 999}, "closing_other"),
        ({"documents": 3}, "closing_other"),
        ({"name": "DOSSIER_ZZZZ"}, "closing_other"),
        ({"name": "DOSSIER_K7Q2-M9XD-2"}, "closing_other"),
        ({"content": "0" * 64}, "documents_other"),
    ],
)
def test_another_number_name_or_content(
    sealed: Sealed, forge: Forge, told: dict[str, object], code: str
) -> None:
    assert codes(forge(with_last(payload_of(sealed.path), **told))) == {code}


def test_the_line_of_an_older_tool_says_less(sealed: Sealed, forge: Forge) -> None:
    older = dict.fromkeys(("exhibits", "documents", "name", "content"))
    assert codes(forge(with_last(payload_of(sealed.path), **older))) == set()


@pytest.mark.parametrize("name", ["VIRUS.exe", "releves/survey.json", "notes/x.txt"])
def test_a_document_added_or_changed(sealed: Sealed, forge: Forge, name: str) -> None:
    added = payload_of(sealed.path) | {name: b"MZ"}
    assert codes(forge(added)) == {"documents_other", "closing_other"}
    without = {key: value for key, value in added.items() if key not in {name, "03_PIECES.csv"}}
    assert codes(forge(without | {name: b""})) == {"documents_other"}


@pytest.mark.parametrize("name", ["CON.txt", "autorun.inf.", "releves/aux", "nul", "x./y", "COM1.tar.gz"])
def test_names_windows_cannot_give_back(sealed: Sealed, forge: Forge, name: str) -> None:
    assert "name_unsafe" in codes(forge(payload_of(sealed.path) | {name: b"x"}))


def test_an_annex_exhibit_under_another_name(forge: Forge, tmp_path: Path) -> None:
    with open_case(tmp_path / "other") as case:
        case.keep("A0001", BytesIO(b"journal"), ".evtx")
        case.keep("A0002", BytesIO(b""), ".evtx")
        payload = payload_of(seal(case, {"empty.txt": b""}).path)
    assert codes(forge(payload)) == set()
    assert "exhibit_reserved" in codes(forge(payload | {"autre/A0001.evtx": b"journal"}))


def test_times_and_numbers_that_contradict_one_another(sealed: Sealed, forge: Forge) -> None:
    payload = payload_of(sealed.path)
    log = acts(payload["custody.jsonl"])

    def of(made: list[Act]) -> set[str]:
        return codes(forge(payload | {"custody.jsonl": relinked(made)}))

    early = [
        Act(each.n, "2001" + each.at[4:], each.local, each.who, each.act, each.facts, "", "") for each in log
    ]
    assert of(early) == {"log_time"}
    twice = next(each for each in log if each.act == "exhibit.kept")
    assert of([*log[:-1], twice, log[-1]]) == {"exhibit_twice"}
    assert "sealed_at_other" in codes(forge(payload, sealed_at="2026-09-02T14:03:22.000000+02:00"))
