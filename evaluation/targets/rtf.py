"""RTF: the text in braces."""

from evaluation.targets.judged import WORDS, judged


def seeds() -> list[bytes]:
    """Return a letter, and one with raw bytes inside."""
    letter = rb"{\rtf1\ansi " + WORDS + b"}"
    return [letter, rb"{\rtf1{\pict\bin9 " + bytes(9) + b"}" + WORDS + b"}"]


def read(data: bytes) -> str:
    return judged("courrier.rtf", data)
