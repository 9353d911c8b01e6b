"""In whatever form a path is written, no name of a patient comes through, and Windows' own folders do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.windows_paths import share, windows_path, word

KNOWN = Pseudonyms(b"k" * 32, ("C:\\Patients",))
FORMS = (
    r"C:\Patients\{0} Jean\{0}.pdf", r"\Device\HarddiskVolume5\Patients\{0} Jean\v.exe",
    r"\??\C:\Patients\{0}\v.exe", r"\\?\C:\Patients\{0}\v.exe",
    r"\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy1\Patients\{0}\v.exe",
    r"\\?\Volume{{0-1}}\Patients\{0}\v.exe", r"\\?\UNC\NAS\{0}\{0}", r"\\NAS\{0} Jean",
    r"\\NAS\Patients\{0}", r"\\NAS\cab\{0}\secret.txt", r"%USERPROFILE%\{0}\*", r"%LOGOS%\{0}\a",
    "{0}*.docx", r"C:{0}\a.doc", r'"C:\Patients\{0}\a.doc"', r"D:\{0}\..\x", r"*\{0}\*",
    "https://site.example/dossier/{0}?a={0}", "file:///C:/Patients/{0}.pdf", r"\Patients\{0}\x.doc",
    "Patients/{0}/x", r"C:\Windows\..\{0}\a.dll", r"C:\Windows;C:\Patients\{0}", "/srv/{0}/x",
    r"C:\Users\m\Documents\{0}.vbs", r"%TEMP%\{0}.exe", r"C:\Windows\Temp\{0}.exe", r"\\.\{0}",
    r"\Device\Mup\nas\{0}\{0}.doc", r"C:\\Patients\\{0}\\x", "C:/Patients/{0}/x", r"C:\Patients\x.doc:{0}",
    r"C:\ProgramData\ImagerieX\{0} Jean\v.exe", r"C:\ProgramData\{0} Jean.pdf", r"C:\Windows\{0} Jean\x.pdf",
    r"C:\Program Files\ImagerieX\{0} Jean.dll", r"C:\Program Files\ImagerieX\{0} Jean.ini",
    r"%LOCALAPPDATA%\ImagerieX\{0} Jean\x.dcm", r"C:\ProgramData\ImagerieX\{0}\x.dcm",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pseudonyms", [KNOWN, KNOWN.whole()], ids=["inventory", "none"])
def test_no_form_of_a_path_lets_a_name_through(form: str, pseudonyms: Pseudonyms) -> None:
    path = form.format("Dupont")
    shown = windows_path(path, pseudonyms)
    assert "dupont" not in shown.casefold()
    assert "P-" in shown


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Windows\System32\svchost.exe", r"\SystemRoot\System32\drivers\x.sys", r"system32\DRIVERS\y.sys",
        r"\??\C:\Windows\System32\drivers\z.sys", r"%SystemRoot%\System32\a.dll", r"C:\Program Files\A\a.exe",
        r"%ProgramFiles%\A\a.exe", r"\Device\HarddiskVolume2\Windows\explorer.exe",
        r"C:\ProgramData\evil.exe", r"C:\Users\m\AppData\Roaming\evil.exe", "svchost.exe", "C:", "C:\\",
        r"\\NAS\Patients", r"\\NAS\C$", "/usr/bin/python3", "*",
    ],
)  # fmt: skip
def test_the_folders_of_windows_stay(path: str) -> None:
    assert windows_path(path, KNOWN) == path


def test_before_the_inventory_only_a_makers_file_keeps_its_name() -> None:
    whole = KNOWN.whole()
    assert windows_path(r"C:\Windows\System32\svchost.exe", whole).endswith(r"\svchost.exe")
    assert "Dupont" not in windows_path(r"C:\Program Files\Logos\Patients\Dupont.exe", whole)


def test_the_attackers_program_keeps_its_last_name_only() -> None:
    shown = windows_path(r"C:\Patients\Dupont\locker.exe", KNOWN, clear=True)
    assert shown.startswith("C:\\Patients\\P-")
    assert shown.endswith("\\locker.exe")
    assert "Dupont" not in windows_path(r"C:\Patients\Dupont.docx", KNOWN, clear=True)


def test_shares_of_windows_and_words_of_everybody_stay() -> None:
    for name in ("ADMIN$", "C$", "ipc$", "print$", "Patients", "Users"):
        assert share(name, KNOWN) == name
    assert share("Dupont", KNOWN) == word("dupont", KNOWN)


def test_what_stands_behind_a_word_stays_only_where_it_says_what_a_file_is() -> None:
    assert word("Dupont.docx", KNOWN).endswith(".docx")
    for text in ("a.docx.martin", "a.martin", "a:martin", "a.doc:martin"):
        assert "martin" not in word(text, KNOWN)


@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    for pseudonyms in (KNOWN, KNOWN.whole()):
        assert isinstance(windows_path(text, pseudonyms, clear=True), str)


@given(
    st.lists(
        st.sampled_from(["dupontel", "\\", "/", ":", "C:", "?", ".", "*", '"', " ", "%", "Patients", ".exe"])
    )
)
def test_no_mixture_below_the_patients_lets_a_name_through(parts: list[str]) -> None:
    assert "dupontel" not in windows_path("C:\\Patients\\" + "".join(parts), KNOWN).casefold()
