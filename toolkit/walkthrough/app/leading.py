"""What the keys of a card do: answers, the way through the steps, notes, the work under way."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from toolkit.errors import Refusal, UsageRefusal
from toolkit.report.typed import Taken
from toolkit.texts import LANGUAGES, Speech
from toolkit.walkthrough import glossary, path, wording
from toolkit.walkthrough.app import bar, keys, passed, refused, view
from toolkit.walkthrough.app.answering import Choices, Field
from toolkit.walkthrough.app.card_screen import CardScreen
from toolkit.walkthrough.app.overlay import Asked, Sure, Told
from toolkit.walkthrough.app.stages import Stages
from toolkit.walkthrough.app.standing import late
from toolkit.walkthrough.pages.line import GOOD, WARN, Line
from toolkit.walkthrough.step import DONE, Kind

_ODD = {"future": "deadlines.odd_future", "old": "deadlines.odd_old"}


class Leading(CardScreen, inherit_bindings=False):
    """A card and its keys."""

    BINDINGS: ClassVar[list[BindingType]] = keys.LEADING
    _typing = False  # words are typed where a list stands

    def take(self, text: str | None) -> None:
        """Answer the card, behind a second key where it asks for one."""
        place = self.place
        if place is None:
            return
        if place.card.twice and text is not None:
            self.app.push_screen(Sure(self.conversation.speech, self._asked_twice(text)), self._if_sure(text))
        else:
            self._answer(text)

    def _asked_twice(self, text: str) -> str:
        answers = {row.answer: row.words for row in self.view.rows}
        facts = {"what": self.view.question, "answer": answers.get(text, text)}
        asked = self.place is not None and self.place.card.kind not in {Kind.PAGE, Kind.RUN}
        return wording.say(self.conversation.speech, "ui_sure_answer" if asked else "ui_sure_act", facts)

    def _if_sure(self, text: str) -> Callable[[bool | None], None]:
        still = self._still()
        return lambda sure: self._answer(text) if sure and still() else None

    def _still(self) -> Callable[[], bool]:
        """Return whether the card is still the one that stands now: a work that ends may show another."""
        asked = self.view.name
        return lambda: self.view.name == asked

    def _answer(self, text: str | None) -> None:
        place = self.place
        if place is None:
            return
        taken: list[Taken | None] = []
        if self.attempt(lambda: taken.append(self.conversation.answer(place, text))):
            there = view.follows(self.conversation, place)
            visit, speech = self.conversation.visit, self.conversation.speech
            self.notice = (*self._notices(taken[0]), *passed.notices(visit, speech, place, there))
            self.show(there)

    def _notices(self, taken: Taken | None) -> list[Line]:
        """Return what is to be said of how an answer was typed."""
        speech, said = self.conversation.speech, []
        if taken is not None and taken.odd:
            said.append(Line(speech.say(_ODD[taken.odd]), WARN))
        if taken is not None and taken.cut:
            said.append(Line(wording.say(speech, "ui_cut", {"count": taken.cut}), WARN))
        return said

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something; where it is refused, say so, with what to try, and leave everything as it was."""
        speech = self.conversation.speech
        try:
            act()
        except Refusal as refusal:
            self.refuse(list(refused.told(speech, refusal)))
        except OSError as error:
            self.refuse(list(refused.system(speech, error)))
        else:
            return True
        return False

    def refuse(self, sentences: list[str]) -> None:
        """Show what is in the way, and what to try."""
        heading, *hints = sentences or [""]
        foot = wording.say(self.conversation.speech, "ui_refused_keys")
        self.app.push_screen(Told(heading, Content("\n".join(hints)), foot))

    def on_option_list_option_selected(self, event: Choices.OptionSelected) -> None:
        event.stop()
        if late(self, event):
            return
        row = self.view.rows[event.option_index]
        if row.does == view.AGAIN:
            self.look_again()
        elif row.does == view.TYPED:
            self._ask("ui_path", self._typed_text)
        else:
            self.take(row.answer)

    def _typed_text(self, text: str) -> None:
        if not text.strip():
            self.refuse(list(refused.told(self.conversation.speech, UsageRefusal("answer_empty"))))
        else:
            self.take(text)

    def action_entered(self) -> None:
        """Answer with what stands in the field."""
        self._typed_text(self.query_one(Field).value)

    def on_key(self, event: events.Key) -> None:
        """Take a row by its digit; in a field digits are text."""
        if not self.view.rows or self.view.field or late(self, event):
            return
        at = keys.number(event.character)
        if not event.is_printable:
            self._typing = False
        elif at is None or self._typing:
            # Words typed where a list stands: « é » or a digit among them must not answer it.
            self._typing = True
            self._tell("ui_typed_here")
        else:
            event.stop()
            self.query_one(Choices).take(at)

    def on_choices_unsure(self) -> None:
        self._tell("ui_choose")

    def tell_of_keys(self) -> None:
        """Say that words were typed before the question stood."""
        told = Line(wording.say(self.conversation.speech, "ui_typed_early"), WARN)
        self.notice = (*(line for line in self.notice if line != told), told)
        self.redraw()

    def _tell(self, code: str, style: str = WARN) -> None:
        """Say something above the question, until the next answer."""
        self.notice = (Line(wording.say(self.conversation.speech, code), style),)
        self.redraw()

    def on_choices_above(self) -> None:
        if self.view.field:
            self.query_one(Field).focus()

    def action_below(self) -> None:
        """Go from the field to what stands below it."""
        choices = self.query_one(Choices)
        if self.view.rows:
            self.set_focus(choices)
            choices.highlighted = 0

    def action_other(self) -> None:
        """Go between the field and the list."""
        if self.view.field and self.query_one(Field).has_focus:
            self.action_below()
        elif self.view.field:
            self.set_focus(self.query_one(Field))

    def action_page(self, by: int) -> None:
        text = self.query_one("#text", VerticalScroll)
        text.scroll_relative(y=by * max(1, text.size.height - 1), animate=False)

    def action_enter(self) -> None:
        """Say that a page was read; at the end leave; where one waits, show the steps."""
        if self.place is None:
            self.app.exit(0)
        elif self.view.read:
            self.take(DONE)
        elif self.place.card.blocked or self.place.card.waits:
            self.action_steps()

    def action_back(self) -> None:
        self.notice = ()
        self.conversation.back(self.place)
        self.show(self.conversation.place)

    def action_forward(self) -> None:
        self.notice = ()
        self.conversation.forward()
        self.show(self.conversation.place)

    def action_words(self) -> None:
        """Explain the words of this screen, then what the step is for, then the keys."""
        speech, made = self.conversation.speech, self.view
        found = glossary.found(speech, self.words())
        means = [wording.say(speech, "ui_means", {"meaning": meaning}) for _, meaning in found]
        pieces = [
            Content.assemble((term, "bold"), said) for (term, _), said in zip(found, means, strict=True)
        ]
        pieces = pieces or [Content(wording.say(speech, "ui_no_words"))]
        if made.why:
            pieces += [Content(""), Content.styled(wording.say(speech, "ui_about"), "bold")]
            pieces += [Content(made.why), Content(made.tool), Content(self._changes())]
        pieces += [Content(""), Content.styled(wording.say(speech, "ui_keys"), "bold")]
        pieces.append(Content(wording.say(speech, "ui_keys_are").strip()))
        text = Content("\n").join(pieces)
        self.app.push_screen(Told(wording.say(speech, "ui_words"), text, wording.say(speech, "ui_close")))

    def _changes(self) -> str:
        if self.place is None:
            return ""
        speech, booted = self.conversation.speech, self.conversation.visit.started.booted
        text = wording.part(speech, self.place.step, "changed", booted=booted)
        return wording.say(speech, "ui_changed", {"text": text})

    def action_note(self) -> None:
        step = self.place.step if self.place else path.steps()[-1]

        def kept(text: str) -> None:
            if self.attempt(lambda: self.conversation.note(step, text)):
                self._tell("ui_note_kept", GOOD)

        self._ask("ui_note", kept)

    def action_skip(self) -> None:
        if self.place is None:
            return
        step = self.place.step
        if step.FIRM:
            self.refuse(list(refused.told(self.conversation.speech, UsageRefusal("walk_firm"))))
            return
        self._ask("ui_skip", self._skipped)

    def _skipped(self, text: str) -> None:
        place = self.place
        if place is not None and self.attempt(lambda: self.conversation.skip(place.step, text)):
            self.notice = ()
            self.show(self.conversation.place)

    def _ask(self, code: str, then: Callable[[str], object]) -> None:
        """Ask for a line of text, and go on with it unless nobody wants to any more."""
        speech = self.conversation.speech
        step = self.place.step if self.place else path.steps()[-1]
        title = {"title": wording.part(speech, step, "title")}
        heading, hint = wording.say(speech, code, title), wording.say(speech, f"{code}_hint")
        asked = Asked(heading, hint, wording.say(speech, f"{code}_keys"))

        still = self._still()

        def typed(text: str | None) -> None:
            if text is not None and still():
                then(text)

        self.app.push_screen(asked, typed)

    def action_steps(self) -> None:
        step = self.place.step if self.place else None
        self.app.push_screen(Stages(self.conversation, step), self._gone)

    def _gone(self, code: str | None) -> None:
        if code is not None and self.attempt(lambda: self.conversation.go(path.step(code))):
            self.notice = ()
            self.show(self.conversation.place)

    def action_pause(self) -> None:
        work = bar.running(self.conversation)
        if work is not None:
            (work.resume if work.state == "paused" else work.pause)()
            self.tell()

    def action_stop(self) -> None:
        """Stop the work behind a second key; one that does not stop by itself can be cut off."""
        work, speech = bar.running(self.conversation), self.conversation.speech
        if work is None:
            return
        now = work.state == "stopping"
        name = {"name": wording.work(speech, work.name)}
        question = wording.say(speech, "ui_sure_stop_now" if now else "ui_sure_stop", name)
        self.app.push_screen(Sure(speech, question), lambda sure: work.stop(now=now) if sure else None)

    def action_language(self) -> None:
        """Go on in the other language."""
        others = [one for one in LANGUAGES if one != self.conversation.speech.language]
        self.conversation.speech = Speech(others[0])
        self.notice = ()
        self.show(self.place)
