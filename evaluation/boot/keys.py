"""Which keys of a French keyboard (AZERTY) write a text, by the names qemu gives to the places of keys."""

_ROW = dict(zip("1234567890", "&é\"'(-è_çà", strict=True))
_ALONE = {plain: digit for digit, plain in _ROW.items()}
_MOVED = {"a": "q", "q": "a", "z": "w", "w": "z", "m": "semicolon"}
_PLACES = {
    ")": "minus", "=": "equal", "^": "bracket_left", "$": "bracket_right", "ù": "apostrophe",
    "*": "backslash", ",": "m", ";": "comma", ":": "dot", "!": "slash", "<": "less",
    " ": "spc", "\n": "ret", "\t": "tab",
}  # fmt: skip
_SHIFTED = {
    "°": "minus", "+": "equal", "£": "bracket_right", "%": "apostrophe", "µ": "backslash", "?": "m",
    ".": "comma", "/": "dot", ">": "less",
}  # fmt: skip
_THIRD = {
    "~": "2", "#": "3", "{": "4", "[": "5", "|": "6", "`": "7", "\\": "8", "@": "0", "]": "minus",
    "}": "equal",
}  # fmt: skip


def chord(letter: str) -> tuple[str, ...]:
    """Return the keys held together for one character; KeyError where a French keyboard has none."""
    if letter in _THIRD:
        return ("alt_r", _THIRD[letter])
    if letter in _SHIFTED:
        return ("shift", _SHIFTED[letter])
    if letter in _ROW:  # digits are above the other signs
        return ("shift", letter)
    if letter in _ALONE:
        return (_ALONE[letter],)
    if letter in _PLACES:
        return (_PLACES[letter],)
    low = letter.lower()
    if not (low.isascii() and low.isalpha()):
        raise KeyError(letter)
    key = _MOVED.get(low, low)
    return (key,) if letter == low else ("shift", key)


def chords(text: str) -> list[tuple[str, ...]]:
    """Return the keys of a whole text."""
    return [chord(letter) for letter in text]
