"""Which programs are shown first, and how many at most."""

from typing import Any

from toolkit.scan.programs.suspects import Suspects

HOSTILE = frozenset({"Trousse_Locker"})


def line(name: str, **program: Any) -> dict[str, Any]:
    return {
        "volume": "1",
        "path": f"Users/Public/{name}",
        "size": 10,
        "sha256": name,
        "rules": program.pop("rules", []),
        "marks": [],
        "program": {"format": "pe", "signed": "absent", "signature": {"signed": "absent"}, **program},
    }


def told(*lines: dict[str, Any]) -> list[str]:
    suspects = Suspects()
    for one in lines:
        suspects.add(one, HOSTILE)
    return [row["sha256"] for row in suspects.facts()["programs"]]


def test_a_program_looked_at_once_is_no_suspect() -> None:
    assert told({**line("a"), "program": {"format": "pe", "signed": "absent"}}) == []
    assert told({**line("a"), "program": None}) == []


def test_the_gravest_stands_first() -> None:
    signed = {"signed": "valid", "signature": {"signed": "valid", "publisher": "Éditeur"}}
    order = told(
        line("installer", oddities=["high_entropy_section"], **signed),
        line("odd", oddities=["rwx_section"]),
        line("locker", rules=["Trousse_Locker"]),
        line("talker", asks_for=["recovery_removal"]),
    )
    assert order == ["locker", "talker", "odd", "installer"]


def test_the_same_bytes_are_told_once_with_their_number() -> None:
    suspects = Suspects()
    for place in ("a", "b"):
        suspects.add({**line("same"), "path": place}, HOSTILE)
    facts = suspects.facts()
    assert (facts["count"], len(facts["programs"]), facts["programs"][0]["alike"]) == (2, 1, 2)


def test_thousands_are_counted_and_the_gravest_kept() -> None:
    lines = [line(f"p{number}", oddities=["rwx_section"]) for number in range(1000)]
    order = told(*lines, line("locker", rules=["Trousse_Locker"]))
    assert (len(order), order[0], order[1]) == (200, "locker", "p0")
