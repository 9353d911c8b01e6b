"""The LISEZ-MOI of an archive: what it holds, how to check it without this tool, what a signature proves."""

from datetime import datetime

from toolkit import VERSION
from toolkit.custody import keys, sshsig
from toolkit.texts import Speech

NAME = "00_LISEZ-MOI.txt"
ORDER = ("fr", "en")
_PARAGRAPHS = (
    "title",
    "made",
    "record",
    "holds",
    "care",
    "check",
    "check_paper",
    "check_windows",
    "check_unix",
    "check_signature",
    "check_bag",
    "check_tool",
    "proves",
    "proves_not",
    "anchors",
    "log_ends",
)


def text(*, ref: str, root: str, fingerprint: str, moment: datetime, exhibits: int) -> bytes:
    """Return the file, French then English, as any Windows editor opens it: UTF-8 with its mark, CRLF."""
    facts = {
        "ref": ref,
        "root": root,
        "archive": f"{root}.zip",
        "fingerprint": keys.grouped(fingerprint),
        "namespace": sshsig.DOSSIER,
        "version": VERSION,
        "exhibits": exhibits,
        "date": moment.strftime("%Y-%m-%d"),
        "time": moment.strftime("%H:%M"),
        "offset": moment.strftime("%z"),
    }
    paragraphs: list[str] = []
    for language in ORDER:
        speech = Speech(language)
        for code in _PARAGRAPHS:
            paragraphs += _lines(speech, code, facts)
    return "\r\n".join([*paragraphs, ""]).encode("utf-8-sig")


def _lines(speech: Speech, code: str, facts: dict[str, object]) -> list[str]:
    """Return a paragraph, the command that goes with it set apart, and an empty line."""
    lines = [speech.say(f"seal.{code}", **facts)]
    if speech.knows(f"seal.{code}_command"):
        lines += ["", *("    " + each for each in speech.say(f"seal.{code}_command", **facts).split("\n"))]
    return [*lines, ""]
