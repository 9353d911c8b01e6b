"""What a test types has plain spaces; what French shows has some that do not break."""

_PLAIN = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


def typed(text: str) -> str:
    """Return a text with the spaces a keyboard gives."""
    return text.translate(_PLAIN)
