"""The visit on the full screen, 80 columns by 25 lines, each key sent to the application."""

import asyncio
import time

from textual.pilot import Pilot

from evaluation.walk.answers import LAST, LONGEST, Walked, chosen, unknown, written
from toolkit.walkthrough.app import Walkthrough
from toolkit.walkthrough.app.overlay import Sure, Told
from toolkit.walkthrough.app.standing import Standing
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.step import Kind

SIZE = (80, 25)


def take(talk: Conversation, walked: Walked) -> None:
    """Take one visit up to the sealed archive."""
    asyncio.run(_take(talk, walked))


async def _take(talk: Conversation, walked: Walked) -> None:
    app = Walkthrough(talk)
    async with app.run_test(size=SIZE) as pilot:
        await _walk(app, pilot, walked)


async def _walk(app: Walkthrough, pilot: Pilot[int], walked: Walked) -> None:
    """Answer every screen until the archive is sealed and shown."""
    end, at = time.monotonic() + LONGEST, ""
    while time.monotonic() < end:
        await pilot.pause()
        place = app.leading.place
        if place is None or app.conversation.visit.told(LAST):
            return
        if place.card.waits or place.card.blocked or not _ready(app, place):
            await asyncio.sleep(0.1)
            continue
        if place.name == at:
            await asyncio.sleep(0.05)  # the answer has not been drawn yet
            continue
        at = place.name
        _looked(app, place, walked)
        await _press(app, pilot, _keys(app, place, walked), walked)
        await _confirmed(app, pilot, walked)
    raise TimeoutError(at)


def _ready(app: Walkthrough, place: Place) -> bool:
    """Tell whether what is asked for stands on the screen."""
    screen, view = app.leading, app.leading.view
    if app.screen is not screen or not screen.stands or view.name != place.name:
        return False
    return place.card.kind is not Kind.PICK or any(row.does == "answer" and row.answer for row in view.rows)


def _looked(app: Walkthrough, place: Place, walked: Walked) -> None:
    walked.screens += 1
    walked.questions += place.card.kind is not Kind.PAGE
    view = app.leading.view
    shown = str(app.leading.query_one("#keys").render())
    enter = app.conversation.speech.say("walk.key_enter")
    if not (view.rows or view.field or view.read) or _plain(enter) not in _plain(shown):
        walked.wordless.append(place.name)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _keys(app: Walkthrough, place: Place, walked: Walked) -> list[str]:
    """Return the keys that answer a screen."""
    view, card = app.leading.view, place.card
    if view.read:
        return ["enter"]
    if card.kind in {Kind.RUN, Kind.PICK}:
        return ["1"]
    rows = [row.answer for row in view.rows]
    if unknown(place, knows=walked.knows):
        # The last row is « je ne sais pas », below the field where there is one.
        return ["down", "enter"] if view.field else [str(len(rows))]
    if not view.field:
        return [str(chosen(place, rows))]
    text = written(place)
    walked.typed += len(text)
    return [*({" ": "space"}.get(one, one) for one in text), "enter"]


async def _press(app: Walkthrough, pilot: Pilot[int], keys: list[str], walked: Walked) -> None:
    """Press keys as somebody does who looks: what is pressed before a screen stands is let go."""
    for key in keys:
        while isinstance(app.screen, Standing) and not app.screen.stands:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
        await pilot.press(key)
    walked.keys += len(keys)


async def _confirmed(app: Walkthrough, pilot: Pilot[int], walked: Walked) -> None:
    """Give the second key where one is asked for; a refusal here is a fault of this script, and told."""
    await pilot.pause()
    if isinstance(app.screen, Sure):
        await _press(app, pilot, ["o" if walked.language == "fr" else "y"], walked)
    if isinstance(app.screen, Told):
        said = [str(each.render()) for each in app.screen.query("Static")]
        raise ValueError(app.leading.view.question, said)  # noqa: TRY004 - no wrong type: a refusal
