"""Pages and messages: PDF, RTF, HTML, mail and calendar."""

import zlib
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape


def pdf(lines: Sequence[str], *, picture: bytes = b"", width: int = 0, height: int = 0) -> bytes:
    """Return a one-page PDF 1.4 with a Flate stream of text and, when given, a grey JPEG picture."""
    shown = "".join(f"({_literal(line)}) Tj 0 -15 Td\n" for line in lines)
    text = f"BT /F1 11 Tf 50 790 Td\n{shown}ET\n"
    if picture:
        text += f"q {width} 0 0 {height} 50 60 cm /Im1 Do Q\n"
    content = zlib.compress(text.encode("cp1252", "replace"), 9)
    images = b"/XObject << /Im1 6 0 R >> " if picture else b""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /Font << /F1 4 0 R >> " + images + b">> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        _stream(b"/Filter /FlateDecode", content),
    ]
    if picture:
        shape = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8"
        bodies.append(_stream(f"{shape} /ColorSpace /DeviceGray /Filter /DCTDecode".encode(), picture))
    return _with_xref(bodies)


def _literal(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _stream(facts: bytes, body: bytes) -> bytes:
    return b"<< " + facts + b" /Length %d >>\nstream\n" % len(body) + body + b"\nendstream"


def _with_xref(bodies: Sequence[bytes]) -> bytes:
    out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1) + table
    tail += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(bodies) + 1)
    return out + tail + b"startxref\n%d\n%%%%EOF\n" % len(out)


def rtf(lines: Sequence[str]) -> bytes:
    r"""Return an RTF 1.5 paper, letters beyond ASCII written as \'xx of code page 1252."""
    body = "\\par\n".join("".join(map(_rtf_letter, line)) for line in lines)
    head = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}\\f0\\fs22\n"
    return (head + body + "\\par\n}\n").encode("ascii")


def _rtf_letter(letter: str) -> str:
    if letter in "\\{}":
        return "\\" + letter
    if letter.isascii():
        return letter
    return "".join(f"\\'{byte:02x}" for byte in letter.encode("cp1252", "replace"))


def html(title: str, lines: Sequence[str]) -> bytes:
    """Return a help page in UTF-8."""
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    page = (
        f'<!DOCTYPE html>\n<html lang="fr">{head}\n<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n'
    )
    return page.encode()


def eml(
    when: datetime,
    sender: str,
    subject: str,
    lines: Sequence[str],
    *,
    attached: tuple[str, bytes] | None = None,
) -> bytes:
    """Return a mail (RFC 5322, MIME) in UTF-8, with one attached file when given."""
    moment = when.astimezone(UTC)
    head = [
        f"Date: {_rfc_date(moment)}",
        f"From: {sender}",
        "To: accueil@cabinet-du-test.example",
        f"Subject: =?utf-8?B?{b64encode(subject.encode()).decode()}?=",
        f"Message-ID: <{moment:%Y%m%d%H%M%S}@cabinet-du-test.example>",
        "MIME-Version: 1.0",
    ]
    text = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", *lines]
    if attached is None:
        return "\r\n".join([*head, *text, ""]).encode()
    name, body = attached
    coded = b64encode(body).decode()
    part = [
        f'Content-Type: application/octet-stream; name="{name}"',
        f'Content-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
        "",
        *(coded[at : at + 76] for at in range(0, len(coded), 76)),
    ]
    mixed = [
        *head,
        'Content-Type: multipart/mixed; boundary="=_test"',
        "",
        "--=_test",
        *text,
        "--=_test",
        *part,
    ]
    return "\r\n".join([*mixed, "--=_test--", ""]).encode()


def _rfc_date(moment: datetime) -> str:
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    # strftime would speak the language of the machine that builds.
    return f"{days[moment.weekday()]}, {moment.day} {months[moment.month - 1]} {moment:%Y %H:%M:%S} +0000"


def ics(meetings: Sequence[tuple[datetime, str]]) -> bytes:
    """Return a calendar (RFC 5545) of meetings half an hour long."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Cabinet du Test//Agenda//FR"]
    for number, (when, title) in enumerate(meetings, 1):
        start = f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        lines += ["BEGIN:VEVENT", f"UID:{number:05d}@cabinet-du-test.example", f"DTSTAMP:{start}"]
        lines += [f"DTSTART:{start}", "DURATION:PT30M", f"SUMMARY:{title}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
