"""The line of a work that really runs: under way, held, stopped, taken up, and what it brings to read."""

from pathlib import Path

from tests.walkthrough.app.seat import READY, Seat, lead, told
from tests.walkthrough.disks import tree
from toolkit.walkthrough.app import bar
from toolkit.walkthrough.app.overlay import Sure


def test_a_work_is_watched_held_stopped_taken_up_and_read(tmp_path: Path) -> None:
    source, visit = tree(tmp_path / "disk"), tmp_path / "visit"
    told(visit, {**READY, "source/disk": str(source)}, "examine/start")

    async def script(seat: Seat) -> None:
        conversation = seat.app.conversation
        assert seat.place == "examine/start"
        assert seat.part("bar") == ""
        await seat.press("enter")
        assert seat.place == "victim.legal"
        await seat.until(lambda: "F5 pause" in seat.part("bar"))
        await seat.until(lambda: bar.running(conversation).progress is not None)
        await seat.press("f5")
        assert "EN PAUSE" in seat.part("bar")
        await seat.type("SELARL")
        assert seat.place != "victim.legal"
        await seat.press("f5")
        assert "EN PAUSE" not in seat.part("bar")
        await seat.press("f10")
        assert "Examen du disque" in seat.words()
        await seat.press("n", "f6")
        assert isinstance(seat.app.screen, Sure)
        await seat.press("o")
        await seat.until(lambda: not conversation.visit.running)
        await seat.until(lambda: "pas fini" in seat.part("bar"))
        await seat.press("f9")
        assert seat.place == "examine/start"
        assert "1. Reprendre" in seat.words()
        assert "a été arrêté" in seat.words()
        await seat.press("1")
        # Recorded before the stop or after it: to be read at once, or announced.
        await seat.until(lambda: "PRÊT" in seat.part("bar") or seat.place == "inventory/inventory")
        await seat.press("ctrl+l")
        assert seat.place == "inventory/inventory"
        await seat.until(lambda: seat.part("page") not in {"", "Lecture…"})
        await seat.until(lambda: not conversation.visit.running)
        assert conversation.visit.ended("examine", 0, 1)

    lead(script, visit)


def test_a_work_that_fails_says_so_where_it_is_taken_up(tmp_path: Path) -> None:
    told(tmp_path, {**READY, "source/disk": str(tmp_path / "nothing.img")}, "examine/start")

    async def script(seat: Seat) -> None:
        await seat.press("1")
        await seat.until(lambda: "pas fini" in seat.part("bar"))
        await seat.press("f4", "home", *["down"] * 8, "enter")
        await seat.until(lambda: seat.place.startswith("examine/"))
        await seat.until(lambda: not seat.app.conversation.visit.running)
        if seat.place == "examine/key":
            await seat.press("down", "enter")
        assert "n'est pas allé à son terme" in seat.words()
        assert "nothing.img" in seat.words()

    lead(script, tmp_path)


def test_leaving_stops_the_work_and_it_can_be_taken_up(tmp_path: Path) -> None:
    source, visit = tree(tmp_path / "disk"), tmp_path / "visit"
    told(visit, {**READY, "source/disk": str(source)}, "examine/start")

    async def leave(seat: Seat) -> None:
        await seat.press("enter", "ctrl+c")
        assert "s'arrête" in seat.words()
        await seat.press("ctrl+c")
        assert isinstance(seat.app.screen, Sure)
        await seat.press("o")

    async def again(seat: Seat) -> None:
        assert seat.place == "examine/start"
        assert "1. Reprendre" in seat.words()

    assert lead(leave, visit) == 130
    lead(again, visit)
