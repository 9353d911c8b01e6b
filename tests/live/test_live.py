"""The list of units, and a listing that no unit can end."""

import ast
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from toolkit import live
from toolkit.errors import Unreadable
from toolkit.live import Unit
from toolkit.records import TEXT_LIMIT, Outcome, Unread
from toolkit.scan import deeds
from toolkit.texts import LANGUAGES, Speech

FOLDER = Path(live.__file__).parent


def unit(name: str, collect: Any) -> Unit:
    return cast("Unit", SimpleNamespace(__name__=f"toolkit.live.{name}", collect=collect))


def test_every_unit_stands_in_the_list() -> None:
    listed = [one.__name__.rpartition(".")[2] for one in live.UNITS]
    present = {
        path.stem
        for path in FOLDER.glob("*.py")
        if any(
            isinstance(node, ast.FunctionDef) and node.name == "collect"
            for node in ast.parse(path.read_text(encoding="utf-8")).body
        )
    }
    assert set(listed) == present
    assert len(listed) == len(set(listed))
    assert listed[:2] == ["clock", "connections"]
    assert listed.index("processes") < listed.index("drivers") < listed.index("mounted_devices")


def test_every_unit_has_its_title() -> None:
    names = [one.__name__.rpartition(".")[2] for one in live.UNITS]
    for language in LANGUAGES:
        assert [name for name in names if not Speech(language).knows(f"live.unit_{name}")] == []


def test_every_flag_has_its_words() -> None:
    flags = {
        node.value
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    known = {
        line.partition(" = ")[0].removeprefix("flag_")
        for line in (FOLDER.parent / "texts" / "fr" / "live.toml").read_text(encoding="utf-8").splitlines()
        if line.startswith("flag_")
    }
    shared = {"deceptive_name", "remote_session", *deeds.CODES}  # also in other units
    assert len(known) > 40
    assert known - flags - shared == set()  # no words for a flag nobody raises


def test_units_that_fail_break_or_say_too_much_end_nothing() -> None:
    def fails(missed: list[Unread]) -> Iterator[dict[str, Any]]:
        raise Unreadable("needs_elevation", "5")

    def breaks(missed: list[Unread]) -> Iterator[dict[str, Any]]:
        yield {"name": "first", "empty": "", "none": None}
        raise ZeroDivisionError

    def floods(missed: list[Unread]) -> Iterator[dict[str, Any]]:
        while True:
            yield {"text": "x" * 10_000}

    def finds_nothing(missed: list[Unread]) -> Iterator[dict[str, Any]]:
        return iter(())

    units = [unit("a", fails), unit("b", breaks), unit("c", floods), unit("d", finds_nothing)]
    a, b, c, d = live.take(units)
    assert (a.outcome, a.detail) == (Outcome.FAILED, "needs_elevation")
    assert (b.outcome, b.rows, b.unread) == (
        Outcome.FOUND, ({"name": "first"},), ({"why": "unit_failed", "detail": "ZeroDivisionError"},)
    )  # fmt: skip
    assert len(c.rows) == live.ROWS_LIMIT
    assert {len(row["text"]) for row in c.rows} == {TEXT_LIMIT}
    assert c.unread == ({"why": "too_many_rows"},)
    assert d.outcome is Outcome.ABSENT


def test_a_unit_that_hangs_holds_nothing_up_and_keeps_what_it_told() -> None:
    never = threading.Event()

    def hangs(missed: list[Unread]) -> Iterator[dict[str, Any]]:
        missed.append(Unread("", "part", "io_error"))
        yield {"name": "first"}
        never.wait()

    def mute(missed: list[Unread]) -> Iterator[dict[str, Any]]:
        never.wait()
        yield {}

    a, b = live.take([unit("a", hangs), unit("b", mute)], 0.3)
    never.set()
    assert (a.outcome, a.rows) == (Outcome.FOUND, ({"name": "first"},))
    assert a.unread == ({"why": "timed_out"}, {"path": "part", "why": "io_error"})
    assert (b.outcome, b.detail) == (Outcome.FAILED, "timed_out")
