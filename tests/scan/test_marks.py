"""Names that deceive are marked, ordinary names are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.scan.marks import marks


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("Bureau/a\x1b[31mrouge.txt", "control"),
        ("a\nb.txt", "control"),
        ("a\u2028b.txt", "control"),
        ("photo_\u202egpj.exe", "direction"),
        ("\u200fa.txt", "direction"),
        ("\u2066a/b.txt", "direction"),
        ("zero\u200bwidth.txt", "invisible"),
        ("a\ufeff.txt", "invisible"),
        ("\u3164.exe", "invisible"),
        ("tag\U000e0041.txt", "invisible"),
        ("orphelin\ud800.txt", "surrogate"),
        ("a\udfff", "surrogate"),
        ("caf\udce9.txt", "undecodable"),
        ("facture.pdf.exe", "double_extension"),
        ("facture.PDF          .SCR", "double_extension"),
        ("photo.jpg\u00a0.lnk", "double_extension"),
        ("scan.docx.js", "double_extension"),
        ("Documents /a.txt", "trailing_space_or_dot"),
        ("a.txt.", "trailing_space_or_dot"),
        ("CON", "reserved_device_name"),
        ("dossier/nul.txt", "reserved_device_name"),
        ("LPT\u00b9.doc", "reserved_device_name"),
        ("com7 .log", "reserved_device_name"),
        ("CON:flux", "reserved_device_name"),
        ("=cmd|' !A0.csv", "spreadsheet_formula"),
        ("dossier/=1+1.txt", "spreadsheet_formula"),
        ("+HYPERLINK(x).txt", "spreadsheet_formula"),
        ("@SUM(A1).txt", "spreadsheet_formula"),
        ("<script>alert(1)</script>.txt", "markup"),
        ("<img src=x onerror=alert(1)>", "markup"),
        ("&#60;b&#62;.txt", "markup"),
        ("a" * 256, "too_long"),
        ("\U0001f600" * 128, "too_long"),
        ("/".join(["dossier"] * 40), "too_long"),
        ("prive\u00a0.txt", "nbsp_name"),
        ("\u3000/a.txt", "nbsp_name"),
    ],
)
def test_a_hostile_name_is_marked(path: str, code: str) -> None:
    assert code in marks(path)


@pytest.mark.parametrize(
    "path",
    [
        "Users/Claire/Documents/Radio panoramique n°3 (copie).jpg",
        "Patients/Éléonore Lefèvre/compte-rendu.docx",
        "e\u0301te\u0301.txt",
        "-ancien.txt",
        "@eaDir/index.db",
        "+33 6 39 98 00 00.vcf",
        "Dupont & fils.pdf",
        "photo[1].jpg",
        "archive.tar.gz",
        "jquery.min.js",
        "setup.exe",
        "console.log",
        "auxiliaire.doc",
        "COM10.txt",
        "COM.txt",
        "Users/Claire/AppData/Roaming/Microsoft/Windows/Recent/facture.pdf.lnk",
        "Users/Claire/AppData/Roaming/Microsoft/Office/Recent/facture.docx.LNK",
        "患者/写真.png",
        "ملف.txt",
        "emoji \U0001f600.png",
        "a" * 255,
        "..",
        "",
    ],
)
def test_an_ordinary_name_is_not(path: str) -> None:
    assert marks(path) == ()


def test_marks_add_up_and_are_sorted() -> None:
    assert marks("=x\u202e\x07/facture.pdf.exe ") == (
        "control",
        "direction",
        "double_extension",
        "spreadsheet_formula",
        "trailing_space_or_dot",
    )


CODES = (
    "control",
    "direction",
    "double_extension",
    "invisible",
    "markup",
    "nbsp_name",
    "reserved_device_name",
    "spreadsheet_formula",
    "surrogate",
    "too_long",
    "trailing_space_or_dot",
    "undecodable",
)


@given(st.text(st.characters(exclude_categories=()), max_size=600))
def test_any_name_gets_known_codes(path: str) -> None:
    assert set(marks(path)) <= set(CODES)


@pytest.mark.parametrize(
    "part", ["a" * 60_000, ".pdf " * 12_000, "&#" * 30_000, "=(" * 30_000, ".exe" * 15_000, "/" * 60_000]
)
def test_a_monstrous_name_is_only_long(part: str) -> None:
    assert "too_long" in marks(part)
