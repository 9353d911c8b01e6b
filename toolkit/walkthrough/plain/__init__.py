"""Plain mode: the same steps as questions and answers, for a screen reader or a poor terminal.

Nothing is drawn, nothing moves and nothing is told by a colour; one thing at a time, and words for keys.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import IO

from toolkit.errors import DONE, INTERRUPTED
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.plain import telling
from toolkit.walkthrough.plain.doing import Left
from toolkit.walkthrough.plain.lead import Lead
from toolkit.walkthrough.plain.reading import Lines
from toolkit.walkthrough.plain.talk import Talk
from toolkit.walkthrough.plain.voice import Voice

__all__ = ["run"]

# Ctrl-C, Ctrl-Break, a window that is closed, a machine that shuts down; each where the system has it.
_LEAVE = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGBREAK", "SIGHUP", "SIGTERM") if hasattr(signal, name)
)


def run(
    conversation: Conversation,
    source: IO[str] | None = None,
    out: IO[str] | None = None,
    *,
    reason: str = "",
) -> int:
    """Lead a visit over two text streams, the terminal's where none are given; return the exit status.

    `reason` is the sentence that says why there is no full screen. 130 where something was left
    running, and for Ctrl-C; the conversation is closed in any case.
    """
    voice = Voice(out or sys.stdout)
    with _interruption() as interrupted:
        talk = Talk(conversation, Lines(source or sys.stdin), voice, interrupted)
        status = _led(Lead(talk), conversation, voice, reason)
        _leave(conversation, voice)
    return status


def _led(lead: Lead, conversation: Conversation, voice: Voice, reason: str) -> int:
    try:
        lead.greet(reason)
        lead.lead()
    except Left:
        return DONE
    except KeyboardInterrupt:
        voice.say()
        return INTERRUPTED
    except EOFError:
        voice.say()
        voice.say(conversation.speech.say("walk.plain_closed"))
        return INTERRUPTED if any(telling.running(conversation)) else DONE
    return DONE


def _leave(conversation: Conversation, voice: Voice) -> None:
    """Stop what runs, and say what is kept and how to go on."""
    speech = conversation.speech
    if any(telling.running(conversation)):
        voice.say(speech.say("walk.plain_stopping"))
    conversation.close()
    visit = conversation.visit
    if visit.folder is None:
        if visit.given:
            voice.say(speech.say("walk.plain_left_nothing"))
    elif visit.folder.exists() and not visit.ended("wipe", DONE):
        voice.say(speech.say("walk.plain_left", folder=str(visit.folder)))
        how = "walk.plain_left_menu" if visit.started.console else "walk.plain_left_command"
        voice.say(speech.say(how, folder=str(visit.folder)))


@contextmanager
def _interruption() -> Iterator[threading.Event]:
    """Keep Ctrl-C, or a window that is closed, until a line is waited for: no writing is cut."""
    interrupted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return

    def note(_number: int, _frame: FrameType | None) -> None:
        interrupted.set()

    before = {number: signal.signal(number, note) for number in _LEAVE}
    try:
        yield interrupted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
