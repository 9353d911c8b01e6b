"""The list of steps: how each stands, what was said of it and what it changed, and the way there."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from toolkit.walkthrough import path, wording
from toolkit.walkthrough.app import said
from toolkit.walkthrough.app.answering import Choices
from toolkit.walkthrough.app.overlay import Overlay
from toolkit.walkthrough.app.prose import Prose
from toolkit.walkthrough.app.standing import late
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.step import Kind, Step


class Stages(Overlay[str]):
    """Every step with its state in words; ends with the code of the one to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4,ctrl+t", "close", show=False),
        Binding("tab,shift+tab", "other", show=False),
    ]

    def __init__(self, conversation: Conversation, at: Step | None) -> None:
        speech = conversation.speech
        super().__init__(wording.say(speech, "ui_steps"), wording.say(speech, "ui_steps_keys"))
        self._conversation = conversation
        self._at = path.steps().index(at) if at is not None else len(path.steps()) - 1

    def inside(self) -> ComposeResult:
        yield Choices(id="steps")
        with VerticalScroll(id="scrolled"):
            yield Prose(id="about")

    def on_mount(self) -> None:
        choices = self.query_one(Choices)
        choices.offer([line for _, line in lines(self._conversation)], self._at, numbered=False)
        choices.focus()

    def on_option_list_option_highlighted(self, event: Choices.OptionHighlighted) -> None:
        step = path.steps()[event.option_index]
        conversation = self._conversation
        told = list(said.of_step(conversation.speech, conversation.visit, step))
        told = told or [wording.say(conversation.speech, "ui_nothing_said")]
        booted = conversation.visit.started.booted
        text = wording.part(conversation.speech, step, "changed", booted=booted)
        changed = wording.say(conversation.speech, "ui_changed", {"text": text})
        self.query_one("#about", Prose).say(Content("\n".join([*told, changed])))
        self.query_one("#scrolled", VerticalScroll).scroll_home(animate=False)

    def on_option_list_option_selected(self, event: Choices.OptionSelected) -> None:
        event.stop()
        if late(self, event):
            return
        step = path.steps()[event.option_index]
        if path.may_open(self._conversation.visit, step):
            self.end(step.CODE)
            return
        early = wording.say(self._conversation.speech, "ui_too_early")
        self.query_one("#about", Prose).say(Content.styled(early, "bold"))

    def action_other(self) -> None:
        """Go to what was said of a step, to scroll it, and back to the list."""
        choices, scrolled = self.query_one(Choices), self.query_one("#scrolled", VerticalScroll)
        (scrolled if choices.has_focus else choices).focus()

    def action_page(self, by: int) -> None:
        scrolled = self.query_one("#scrolled", VerticalScroll)
        scrolled.scroll_relative(y=by * max(1, scrolled.size.height - 1), animate=False)


def lines(conversation: Conversation) -> Iterator[tuple[Step, str]]:
    """Yield each step, and its number, its title and its state in words."""
    speech = conversation.speech
    for step, stands in conversation.states():
        places = path.places(conversation.visit, step)
        runs = any(
            one.card.kind is Kind.RUN and one.card.work in conversation.visit.running for one in places
        )
        state = path.State.WAITING if runs else stands
        facts = {"title": said.title(speech, step), "state": wording.say(speech, f"state_{state}")}
        unknown = sum(one.card.kind is Kind.ASK and _unknown(conversation, one) for one in places)
        code = "ui_step_line_unknown" if unknown and stands is path.State.DONE else "ui_step_line"
        yield step, wording.say(speech, code, {**facts, "count": unknown})


def _unknown(conversation: Conversation, place: path.Place) -> bool:
    visit = conversation.visit
    return visit.told(place.name) and visit.value(place.name) is None


def beside(conversation: Conversation, at: Step | None) -> Content:
    """Return the steps as they stand beside a card, the present one standing out, under their phases."""
    drawn: list[Content] = []
    phase = ""
    for step, line in lines(conversation):
        if phase != step.PHASE:
            phase = step.PHASE
            drawn.append(Content.styled(wording.say(conversation.speech, f"phase_{phase}"), "bold"))
        drawn.append(Content.styled(f" {line}", "reverse" if step is at else ""))
    return Content("\n").join(drawn)
