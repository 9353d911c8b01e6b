"""The inventory by what a specialist asks: what bears no mark is not what was not found, nor not read."""

from typing import Any

from toolkit.report import access, inventory_words
from toolkit.texts import Speech
from toolkit.triage import ARTEFACTS

SPEECH = Speech("en")


def lines(*told: tuple[str, str, tuple[dict[str, Any], ...]]) -> list[dict[str, Any]]:
    return inventory_words.ordered(
        {"name": name, "outcome": outcome, "rows": rows, "detail": "no_windows", "unread": []}
        for name, outcome, rows in told
    )


def test_found_absent_and_failed_stay_apart() -> None:
    held = lines(
        ("users", "found", ({"name": "x", "flags": ["hidden"]},)),
        ("groups", "found", ({"name": "y"},)),
        ("sign_ins", "absent", ()),
        ("shares", "failed", ()),
    )
    accounts, remote = access.groups(SPEECH, held)
    assert [one["artefact"] for one in accounts["odd"]] == ["users"]
    assert accounts["empty"] == [SPEECH.say("triage.groups")]
    assert accounts["absent"] == [SPEECH.say("triage.sign_ins")]
    assert accounts["failed"] == []
    assert remote["failed"] == [SPEECH.say("triage.shares")]


def test_every_artefact_of_a_group_exists_and_one_unknown_is_told_with_the_others() -> None:
    known = {unit.__name__.rpartition(".")[2] for unit in ARTEFACTS}
    assert {name for _, names in access.GROUPS for name in names} <= known
    (group,) = access.groups(SPEECH, lines(("strange", "absent", ())))
    assert (group["name"], group["absent"]) == ("other", ["strange"])


def test_what_is_absent_is_folded_by_its_reason() -> None:
    (told,) = access.missing(SPEECH, lines(*((name, "absent", ()) for name in ("users", "groups", "tasks"))))
    assert told["why"] == "no_windows"
    assert len(told["titles"]) == 3
