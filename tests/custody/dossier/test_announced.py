"""What the last line of the log announces is compared with the archive, whoever signed it again."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from toolkit.custody.dossier.seal import Sealed, seal
from toolkit.custody.dossier.verify import verify
from toolkit.custody.log import Act

from ..builder import acts, open_case, payload_of
from .test_verify import announcing, relinked

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


@pytest.mark.parametrize("left", ["exhibits", "documents", "name", "content"])
def test_a_line_that_says_less_announces_nothing(sealed: Sealed, forge: Forge, left: str) -> None:
    code = "documents_other" if left == "content" else "closing_other"
    assert codes(forge(with_last(payload_of(sealed.path), **{left: None}))) == {code}


@pytest.mark.parametrize("name", ["releves/survey.json", "notes/P0001.txt", "notes/M0001_A0002.txt"])
def test_a_document_added_or_changed(sealed: Sealed, forge: Forge, name: str) -> None:
    added = payload_of(sealed.path) | {name: b"MZ"}
    assert codes(forge(added)) == {"documents_other", "closing_other"}
    without = {key: value for key, value in added.items() if key not in {name, "03_PIECES.csv"}}
    assert codes(forge(without | {name: b""})) == {"documents_other"}
    assert codes(forge(announcing(added))) == set()


@pytest.mark.parametrize(
    "name",
    ["VIRUS.exe", "autorun.inf", "desktop.ini", "data2.lnk", "05_COMPLEMENT.pdf", "notes/x.txt",
     "notes/P0001.txt.exe", "releves/a.exe", "releves/a/b.json", "x/03_PIECES.csv", "notes/00_LISEZ-MOI.exe"],
)  # fmt: skip
def test_what_is_no_document_of_ours_is_refused_even_announced(
    sealed: Sealed, forge: Forge, name: str
) -> None:
    assert codes(forge(announcing(payload_of(sealed.path) | {name: b"MZ"}))) == {"document_unknown"}


def test_the_readme_is_announced_too(sealed: Sealed, forge: Forge) -> None:
    payload = payload_of(sealed.path)
    lying = payload["00_LISEZ-MOI.txt"].replace(b"certutil -hashfile tagmanifest-sha256.txt", b"evil.exe")
    assert lying != payload["00_LISEZ-MOI.txt"]
    assert codes(forge(payload | {"00_LISEZ-MOI.txt": lying})) == {"documents_other"}
    del payload["00_LISEZ-MOI.txt"]
    assert codes(forge(payload)) == {"documents_other"}


def test_a_clock_that_went_back_is_told_and_is_no_fault(sealed: Sealed, forge: Forge) -> None:
    payload = payload_of(sealed.path)
    assert verify(forge(payload)).clock_went_back == ()
    *before, last = acts(payload["custody.jsonl"])
    ahead = Act(2, "2031-01-01T00:00:00.000000Z", "2031-01-01T01:00:00.000000+01:00", *vars_of(before[1]))
    found = verify(forge(payload | {"custody.jsonl": relinked([before[0], ahead, *before[2:], last])}))
    assert (found.faults, found.clock_went_back) == ((), (3,))


def vars_of(act: Act) -> tuple[str | None, str, Any, str, str]:
    return act.who, act.act, act.facts, "", ""


@pytest.mark.parametrize("name", ["CON.txt", "autorun.inf.", "releves/aux", "nul", "x./y", "COM1.tar.gz"])
def test_names_windows_cannot_give_back(sealed: Sealed, forge: Forge, name: str) -> None:
    assert "name_unsafe" in codes(forge(payload_of(sealed.path) | {name: b"x"}))


def test_an_annex_exhibit_under_another_name(forge: Forge, tmp_path: Path) -> None:
    with open_case(tmp_path / "other") as case:
        case.keep("A0001", BytesIO(b"journal"), ".evtx")
        case.keep("A0002", BytesIO(b""), ".evtx")
        payload = payload_of(seal(case, {"releves/empty.json": b""}).path)
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
