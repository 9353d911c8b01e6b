"""A QR code as a drawing, with the quiet zone that readers need."""

import io


def svg(text: str) -> str:
    """Return the QR code of a text as SVG, dark on white, error level Q or better, 4 modules of quiet zone.

    ISO/IEC 18004 asks for the quiet zone; at level Q a quarter of the code may be creased or stained.
    Raises ValueError when the text is longer than a code can hold (about 1,600 bytes).
    """
    drawn = io.BytesIO()
    import segno  # noqa: PLC0415 - start-up time

    code = segno.make(text, error="q", micro=False, boost_error=True)
    code.save(
        drawn,
        kind="svg",
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        omitsize=True,
        nl=False,
        svgclass=None,
    )
    return drawn.getvalue().decode()
