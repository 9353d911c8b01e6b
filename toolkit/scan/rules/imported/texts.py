"""The bytes of a file of rules as text that libyara takes, its strings unchanged."""

from toolkit.scan.rules.parts import tokens_of


def text_of(data: bytes) -> str:
    r"""Return the text of a file of rules.

    libyara compares bytes, and takes UTF-8: in a file of another encoding each byte above 127 becomes `\xNN`
    in a string or a pattern, and "?" elsewhere. ValueError where the file holds NUL bytes or is no text.
    """
    if b"\0" in data:
        raise ValueError("no_text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _escaped(data.decode("latin-1"))


def _escaped(text: str) -> str:
    pieces, place = [], 0
    for token in tokens_of(text):
        pieces.append(_plain(text[place : token.start]))
        escaped = token.text if token.text.isascii() else _marked(token.text)
        pieces.append(escaped if token.kind in {"text", "pattern"} else _plain(token.text))
        place = token.end
    return "".join((*pieces, _plain(text[place:])))


def _plain(text: str) -> str:
    return text.encode("ascii", "replace").decode("ascii")


def _marked(text: str) -> str:
    return "".join(char if char.isascii() else f"\\x{ord(char):02x}" for char in text)
