"""Somebody before the full screen: keys in, words out."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from textual.pilot import Pilot

from toolkit.texts import Speech
from toolkit.walkthrough.app import Walkthrough
from toolkit.walkthrough.app.answering import Choices, Field
from toolkit.walkthrough.app.prose import Prose
from toolkit.walkthrough.app.standing import Standing
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.picks import Offered
from toolkit.walkthrough.step import Kind

PATIENCE = 120.0  # seconds, on a machine that does something else as well


class Seat:
    """One application under a pilot."""

    def __init__(self, app: Walkthrough, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.until(self.stands)
            await self.pilot.press(key)
            await self.pilot.pause()
        await self.until(self.stands)

    def stands(self) -> bool:
        """Tell whether the screen on top is drawn, or the program is left."""
        return not self.app.is_running or (isinstance(self.app.screen, Standing) and self.app.screen.stands)

    async def type(self, text: str) -> None:
        """Put a text in the field that has the keyboard, and press Enter."""
        field = self.app.screen.focused
        assert isinstance(field, Field), self.words()
        field.value = text
        await self.press("enter")

    async def until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < end, self.words()
            await self.pilot.pause(0.02)

    async def sees(self, words: str) -> None:
        await self.until(lambda: words in self.words())

    def words(self) -> str:
        """Return what the screen on top says, its fixed spaces plain."""
        screen = self.app.screen
        said = [one.said.plain for one in screen.query(Prose) if one.display]
        rows = [str(option.prompt) for one in screen.query(Choices) if one.display for option in one.options]
        return "\n".join([*said, *rows]).replace("\N{NO-BREAK SPACE}", " ")

    def part(self, name: str) -> str:
        return self.app.leading.query_one(f"#{name}", Prose).said.plain.replace("\N{NO-BREAK SPACE}", " ")

    def field(self) -> Field:
        return self.app.screen.query_one(Field)

    @property
    def place(self) -> str:
        here = self.app.leading.place
        return "" if here is None else here.name


def lead(
    script: Callable[[Seat], Awaitable[None]],
    folder: Path | None = None,
    *,
    language: str = "fr",
    size: tuple[int, int] = (80, 25),
    sources: tuple[str, ...] = (),
    begun: tuple[Path, ...] = (),
) -> int | None:
    """Run a script before an application; return its exit status, None where the script did not leave."""
    conversation = Conversation(Speech(language), folder, Offered(sources=sources, media=sources))
    app = Walkthrough(conversation, begun)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await script(Seat(app, pilot))

    try:
        asyncio.run(run())
    finally:
        conversation.close()
    return app.return_value


ARRIVED = {
    "t0": "11/10/2026 8h10",
    "t0.who": "la secrétaire",
    "ev.operator": "Marc Petit",
    "victim.name": "Cabinet du Port",
}
READY = {**ARRIVED, "mission.order": "yes", "mission.by": "Dr Martin"}


def told(folder: Path, answers: Mapping[str, str], until: str) -> None:
    """Answer the path of a visit as far as a card: by these answers, done for what is done, else unknown."""
    conversation = Conversation(Speech("fr"), folder)
    try:
        while (place := conversation.place) is not None and place.name != until:
            if place.card.waits:  # the look at a disk, which all that follows waits for
                conversation.tick()
                time.sleep(0.02)
                continue
            plain = "done" if place.card.kind is Kind.ACT else place.card.default
            conversation.answer(place, answers.get(place.name, plain))
    finally:
        conversation.close()
