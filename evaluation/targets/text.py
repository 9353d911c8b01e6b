"""Texts in their encodings, and code that is all there is of one."""

import base64

from evaluation.targets.judged import WORDS, judged


def seeds() -> list[bytes]:
    """Return texts in four encodings, a page, a message, a script that carries an archive, and code."""
    text = WORDS.decode("ascii").replace("ceramique", "céramique")
    page = b"<!DOCTYPE html>\n<html><body>" + WORDS + b"</body></html>"
    message = b"From: a@cabinet.example\r\nSubject: bilan\r\n\r\n" + WORDS
    carried = b"#!/bin/sh\n" + WORDS.replace(b"\r", b"") + b"\x1f\x8b\x08\0" + bytes(range(256)) * 9
    coded = [base64.encodebytes(WORDS), WORDS.hex().encode(), base64.b64encode(b"Salted__" + WORDS)]
    spoken = [text.encode(code) for code in ("utf-8", "utf-16", "utf-16-be", "cp1252")]
    return [*spoken, page, message, carried, *coded]


def read(data: bytes) -> str:
    return judged("journal.txt", data)
