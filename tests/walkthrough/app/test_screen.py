"""What the screen holds: every size, hostile text, what is in the way, and how it is left."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.segment import Segment
from textual import events

from tests.walkthrough.app.seat import ARRIVED, READY, Seat, lead, told
from toolkit import booted
from toolkit.texts import Speech
from toolkit.walkthrough import app, wording
from toolkit.walkthrough.app import look
from toolkit.walkthrough.app.answering import Choices, line
from toolkit.walkthrough.app.leading import Leading
from toolkit.walkthrough.app.overlay import Small, Sure
from toolkit.walkthrough.app.prose import wrapped
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.pages.line import Line


def drawn(seat: Seat) -> list[str]:
    """Return the rows of the terminal as they are drawn."""
    return ["".join(each.text for each in strip) for strip in seat.app.screen._compositor.render_strips()]


def test_a_small_window_covers_everything_and_loses_nothing() -> None:
    async def script(seat: Seat) -> None:
        await seat.press("h", "i", "e", "r")
        await seat.pilot.resize_terminal(40, 10)
        await seat.until(lambda: isinstance(seat.app.screen, Small))
        await seat.sees("40 × 10")
        assert "80 × 24" in seat.words()
        await seat.press("x", "enter", "f10")
        await seat.pilot.resize_terminal(80, 24)
        await seat.until(lambda: not isinstance(seat.app.screen, Small))
        assert seat.field().value == "hier"
        assert seat.place == "t0"

    assert lead(script) is None


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("size", [(80, 24), (80, 25), (160, 50)])
def test_a_card_is_whole_at_every_size(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        for key in ("1", "1", "2", "1", "5"):
            await seat.pilot.pause()
            screen = seat.app.leading
            body = screen.query_one("#body")
            assert body.max_scroll_y == 0, seat.words()
            assert screen.query_one("#text").max_scroll_y == 0, seat.words()
            rows = drawn(seat)
            for row in screen.query_one(Choices).options:
                assert any(str(row.prompt) in each for each in rows), rows
            assert any("F10" in row for row in rows[-2:])
            await seat.press(key)

    lead(script, tmp_path, language=language, size=size)


def test_a_tall_and_wide_window_shows_the_steps_too(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        await seat.sees("26.")
        assert "3. " in seat.part("side")

    lead(script, tmp_path, size=(160, 50))


def test_a_name_of_300_characters_is_folded_never_cut(tmp_path: Path) -> None:
    told(tmp_path, READY, "source/disk")
    name = "/mnt/" + "rendez_vous" * 28

    async def script(seat: Seat) -> None:
        await seat.sees(name)
        await seat.pilot.pause()
        seen = "".join("".join(drawn(seat)).split())
        assert name in seen

    lead(script, tmp_path, sources=(name,))


def test_markup_and_escape_codes_of_a_name_are_only_text(tmp_path: Path) -> None:
    told(tmp_path, READY, "source/disk")
    name = "/mnt/[red]$x[/red][link=a]\x1b[2J\x1b]0;t\x07\u202egpj.exe"

    async def script(seat: Seat) -> None:
        await seat.sees("[red]$x[/red][link=a]")
        rows = "\n".join(drawn(seat))
        assert not set(rows) & {"\x1b", "\x07", "\u202e"}
        assert r"\x1b[2J" in rows
        await seat.press("1")
        assert isinstance(seat.app.screen, Sure)
        assert r"\u202e" in seat.words()

    lead(script, tmp_path, sources=(name,))


def test_what_cannot_be_taken_back_asks_for_a_second_key(tmp_path: Path) -> None:
    told(tmp_path, READY, "source/disk")

    async def script(seat: Seat) -> None:
        await seat.sees("/mnt/disk.img")
        for no in ("enter", "n", "escape"):
            await seat.press("1")
            assert isinstance(seat.app.screen, Sure)
            await seat.press("1", no)
            assert seat.place == "source/disk"
        await seat.press("1", "o")
        assert seat.place == "examine/start"

    lead(script, tmp_path, sources=("/mnt/disk.img",))


def test_a_folder_that_is_gone_is_said_and_nothing_else_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    told(folder, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        shutil.rmtree(folder)
        await seat.press("1")
        assert "n'est plus là" in seat.words()
        assert "débranché" in seat.words()
        await seat.press("enter")
        assert seat.place == "isolation/network"

    lead(script, folder)


def test_leaving_asks_only_where_something_would_be_lost() -> None:
    async def at_once(seat: Seat) -> None:
        await seat.press("f10")

    async def typed(seat: Seat) -> None:
        await seat.press("h", "ctrl+q")
        assert isinstance(seat.app.screen, Sure)
        await seat.press("enter")
        assert seat.field().value == "h"
        await seat.press("f10", "o")

    async def interrupted(seat: Seat) -> None:
        await seat.press("ctrl+c")
        assert isinstance(seat.app.screen, Sure)
        await seat.press("y")

    assert lead(at_once) == 0
    assert lead(typed) == 0
    assert lead(interrupted) == 130


def test_what_is_pasted_becomes_one_clean_line() -> None:
    async def script(seat: Seat) -> None:
        field = seat.field()
        field.post_message(events.Paste("hier\x00 \x1b[31m18h30\r\n" + "x" * 1_000_000))
        await seat.until(lambda: field.value != "")
        assert field.value.startswith("hier [31m18h30 xxx")
        assert len(field.value) == field.max_length

    lead(script)
    assert line("a\u202eb\n\nc") == "a b c"


def test_lines_end_where_french_allows_it() -> None:
    said = look.content((Line("il reste 72\u00a0heures\u00a0; vite"),))
    assert wrapped(said, 16).plain == "il reste\n72\u00a0heures\u00a0; vite"
    assert wrapped(said, 12).plain == "il reste\n72\u00a0heures\u00a0;\nvite"


def test_no_colour_is_drawn_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def script(seat: Seat) -> None:
        assert seat.app.has_class("mono")
        segments = [each for strip in seat.app.screen._compositor.render_strips() for each in strip]
        for filtered in seat.app._filters:
            segments = filtered.apply(segments, seat.app.screen.background_colors[1])
        assert {_colours(each) for each in segments} <= {(None, None), ("default", "default")}

    lead(script)


def _colours(segment: Segment) -> tuple[str | None, str | None]:
    style = segment.style
    if style is None:
        return None, None
    return style.color.name if style.color else None, style.bgcolor.name if style.bgcolor else None


def test_a_crash_is_told_in_words_and_the_journal_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    def broken(_: Leading) -> None:
        patient = "Mme Durand"
        raise ValueError(patient)

    monkeypatch.setattr(Leading, "on_mount", broken)
    monkeypatch.setenv("COLUMNS", "80")
    assert app.run(Conversation(Speech("fr"), tmp_path)) == 1
    shown = "".join(capfd.readouterr())
    assert "ValueError" in shown
    assert "Durand" not in shown
    assert "Traceback" not in shown
    again = Conversation(Speech("fr"), tmp_path)
    assert again.visit.value("victim.name") == "Cabinet du Port"
    again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
@pytest.mark.parametrize("console", [False, True])
def test_a_closed_window_leaves_the_visit_as_ctrl_c_does(tmp_path: Path, *, console: bool) -> None:
    import pty

    told(tmp_path, ARRIVED, "isolation/network")
    leader, follower = pty.openpty()
    code = (
        "import sys; from pathlib import Path; from toolkit.texts import Speech;"
        "from toolkit.walkthrough import app; from toolkit.walkthrough.conversation import Conversation;"
        "sys.exit(app.run(Conversation(Speech('fr'), Path(sys.argv[1]))))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    kept = {name: value for name, value in os.environ.items() if name != booted.SAID}
    env = {**kept, booted.SAID: "ab" * 32} if console else kept
    child = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=env)
    os.close(follower)
    shown = b""
    while b"F10" not in shown:
        shown += os.read(leader, 65536)
    child.send_signal(signal.SIGTERM)
    while True:
        try:
            shown += os.read(leader, 65536)
        except OSError:
            break
    os.close(leader)
    assert child.wait(60) == 130
    said = " ".join(shown.decode("utf-8", "replace").split())
    assert "Visite gardée" in said
    assert ("choix 1 du menu" in said, "walk --folder" in said) == (console, not console)


def test_both_languages_have_the_words_of_every_key() -> None:
    for language in ("fr", "en"):
        speech = Speech(language)
        for name in ("enter", "back", "words", "note", "skip", "steps", "pause", "stop", "leave"):
            assert " " in wording.say(speech, f"key_{name}")


@pytest.mark.parametrize("console", [False, True])
def test_on_our_console_the_menu_takes_up_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, console: bool
) -> None:
    monkeypatch.delenv(booted.SAID, raising=False)
    if console:
        monkeypatch.setenv(booted.SAID, "ab" * 32)

    async def script(seat: Seat) -> None:
        await seat.press("ctrl+c")
        assert ("choix 1 du menu" in seat.words(), "Relancez" in seat.words()) == (console, not console)

    lead(script, tmp_path)


@pytest.mark.parametrize("keys", [(), ("f4",), ("ctrl+n", "x")])
def test_every_size_on_the_way_leaves_the_screen_as_it_was(tmp_path: Path, keys: tuple[str, ...]) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        await seat.press(*keys)
        before = drawn(seat)
        for size in ((20, 5), (80, 25), (160, 50), (30, 10), (160, 50), (100, 24), (80, 25)):
            await seat.pilot.resize_terminal(*size)
            await seat.until(lambda size=size: seat.app.screen.size == size and seat.stands())  # type: ignore[misc] # of this turn
            for _ in range(3):
                await seat.pilot.pause(0.05)
            assert isinstance(seat.app.screen, Small) == (size[0] < 80)
            assert size != (80, 25) or drawn(seat) == before

    lead(script, tmp_path)
