"""The monitor of a machine of qemu, spoken to over its standard input and output (QMP, no network)."""

import json
import threading
import time
from contextlib import suppress
from typing import IO, Any

_ANSWERS = 300  # seconds; a command waits for the machine, which may share its cores


class Refused(Exception):  # noqa: N818 - what the monitor answered, not a fault of ours
    """The monitor would not do what it was asked."""


class Monitor:
    """Send one command at a time, and keep every event told in between."""

    def __init__(self, told: IO[bytes], asked: IO[bytes]) -> None:
        self.events: list[dict[str, Any]] = []
        self._asked, self._answer = asked, threading.Condition()
        self._answers: list[dict[str, Any]] = []
        self._over = False
        threading.Thread(target=self._read, args=(told,), daemon=True).start()

    def ask(self, command: str, **arguments: Any) -> Any:
        """Return what a command answers; raise Refused where it fails or the machine is gone."""
        words = {"execute": command} | ({"arguments": arguments} if arguments else {})
        with self._answer:
            self._answers.clear()
            try:
                self._asked.write(json.dumps(words).encode() + b"\n")
                self._asked.flush()
            except OSError as error:
                raise Refused(f"{command}: the machine is gone") from error
            if not self._answer.wait_for(lambda: self._answers or self._over, _ANSWERS) or not self._answers:
                raise Refused(f"{command}: no answer")
            answer = self._answers.pop(0)
        if "error" in answer:
            raise Refused(f"{command}: {answer['error'].get('desc')}")
        return answer["return"]

    def waited(self, event: str, seconds: float, since: int = 0) -> dict[str, Any]:
        """Return the first event of a name after those already seen, once it comes."""
        end = time.monotonic() + seconds
        with self._answer:
            while True:
                for one in self.events[since:]:
                    if one["event"] == event:
                        return one
                if self._over or not self._answer.wait(max(0, end - time.monotonic())):
                    raise Refused(f"{event} was not told")

    def _read(self, told: IO[bytes]) -> None:
        with suppress(OSError, ValueError):  # closed on this side, or cut in the middle of a row
            self._listen(told)
        with self._answer:
            self._over = True
            self._answer.notify_all()

    def _listen(self, told: IO[bytes]) -> None:
        for row in told:
            said = json.loads(row)
            with self._answer:
                if "event" in said:
                    self.events.append(said)
                elif "return" in said or "error" in said:
                    self._answers.append(said)
                self._answer.notify_all()
