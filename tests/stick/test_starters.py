"""The files a technician opens: read as text, and run by the shells they are for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stick.builder import KEY, booting, place, programs, stick
from toolkit.stick import DOCUMENTS, GUIDES, STARTERS, SYSTEMS, starters
from toolkit.stick.check import Stick
from toolkit.stick.make import make

posix = pytest.mark.skipif(os.name != "posix", reason="runs a POSIX shell")


def page(content: bytes) -> str:
    """Return the text of a guide that any editor opens and that one sheet holds."""
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert len(lines) <= 60
    assert max(len(line) for line in lines) <= 80
    return "\n".join(lines)


@pytest.mark.parametrize("name", GUIDES.values())
def test_a_guide_is_one_page_any_editor_opens(tmp_path: Path, name: str) -> None:
    stick(tmp_path)
    text = page((place(tmp_path) / name).read_bytes())
    # What to open first stands before everything else.
    assert text.index("TROUSSE-Windows.cmd") < text.index("sudo sh trousse-linux.sh") < text.index(" 1. ")
    for word in (
        "trousse examine --case",
        "trousse verify",
        "trousse drives",
        "17Cyber",
        "TROUSSE-Windows.cmd",
    ):
        assert word in text
    # It starts no machine: nobody is told to try, and then to see Windows start.
    assert "F12" not in text


@pytest.mark.parametrize("name", GUIDES.values())
def test_the_guide_of_a_stick_that_boots_says_where_each_way_writes(tmp_path: Path, name: str) -> None:
    booting(tmp_path)
    text = page((place(tmp_path) / name).read_bytes())
    off, running = text.index("PREUVES"), text.index("TROUSSE-Windows.cmd")
    assert off < text.index("F12, F9, F8, F11") < running < text.index(" 1. ")
    # The document it leads to lies on the stick, in its own language.
    language = next(one for one, guide in GUIDES.items() if guide == name)
    assert text.index(DOCUMENTS[language]) < running
    assert (place(tmp_path) / DOCUMENTS[language]).is_file()
    # Said once for each way, and never for both: the switch, and where the evidence goes.
    french, english = ("NON protégé", "UN AUTRE disque"), ("NOT protected", "ANOTHER, empty")
    assert [text.count(word) for word in (french if name == GUIDES["fr"] else english)] == [1, 1]
    assert "linux" not in text.casefold()


@pytest.mark.parametrize("name", GUIDES.values())
def test_linux_is_named_and_has_its_start_file_where_its_program_is_laid(tmp_path: Path, name: str) -> None:
    stick(tmp_path)
    assert (place(tmp_path) / STARTERS["linux"]).exists()
    made = make(place(tmp_path), programs(tmp_path / "new", "windows"), KEY, again=True)
    assert made.state.stick is Stick.WHOLE
    assert "linux" not in page((place(tmp_path) / name).read_bytes()).casefold()
    assert not (place(tmp_path) / STARTERS["linux"]).exists()
    assert (place(tmp_path) / STARTERS["windows"]).exists()


def test_the_windows_start_file_is_ascii_with_its_own_folder_first() -> None:
    content = starters.contents()["windows"]
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n")
    text = content.decode("ascii").casefold()
    assert "chcp" not in text.split()
    assert ">" not in text.replace(">nul 2>nul", "").replace(
        "pause >nul", ""
    )  # nothing is written to any file
    # The fingerprint is shown, then the walkthrough opens in French.
    check, led = text.index('"%trousse%" --lang fr stick check'), text.index('"%trousse%" --lang fr walk')
    assert check < text.index("pause") < led
    assert 'set "path=%~dp0programs\\windows;%systemroot%\\system32"' in text


def run(script: Path, *words: str, shell: str = "sh") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [shell, script, *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd="/",
        env={"PATH": "/nowhere"},
    )


@posix
@pytest.mark.parametrize("shell", ["sh", "bash", "busybox"])
def test_the_linux_start_file_passes_its_words_on(tmp_path: Path, shell: str) -> None:
    stick(tmp_path)
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed here")
    words = ["sh"] if shell == "busybox" else []
    for given, said in (
        ([], "--lang fr stick check"),  # nobody sits there
        (["examine", "/dev/sd b", "--case", "é"], "examine /dev/sd b --case é"),
    ):
        script = str(place(tmp_path) / "trousse-linux.sh")
        answer = subprocess.run(
            [found, *words, script, *given],
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={"PATH": ""},
        )
        assert (answer.stdout, answer.returncode) == (said + "\n", 0)


@posix
@pytest.mark.parametrize("shell", ["sh", "bash", "busybox"])
def test_the_linux_start_file_leads_somebody_at_a_terminal(tmp_path: Path, shell: str) -> None:
    import pty

    stick(tmp_path)
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed here")
    words = ["sh"] if shell == "busybox" else []
    outer, inner = pty.openpty()
    command = [found, *words, str(place(tmp_path) / "trousse-linux.sh")]
    with subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, env={"PATH": ""}) as child:
        os.close(inner)
        os.write(outer, b"\n")  # Enter, once the fingerprint was compared
        assert child.wait(timeout=60) == 0
    said = os.read(outer, 65536).decode()
    os.close(outer)
    lines = [line for line in said.splitlines() if line.startswith("--lang")]
    assert lines == ["--lang fr stick check", "--lang fr walk"]
    assert ("sudo sh '" in said) == (os.geteuid() != 0)
    assert "Comparez l'empreinte" in said


@posix
def test_the_linux_start_file_says_what_to_do_without_a_program(tmp_path: Path) -> None:
    stick(tmp_path)
    (place(tmp_path) / "programs" / "linux" / "trousse").unlink()
    answer = run(place(tmp_path) / "trousse-linux.sh", shell=str(shutil.which("sh")))
    assert answer.returncode == 127
    assert "remount,exec" in answer.stderr
    assert str(place(tmp_path)) in answer.stderr


def _is_wine() -> bool:
    import ctypes

    return sys.platform == "win32" and hasattr(ctypes.windll.ntdll, "wine_get_version")


@pytest.mark.skipif(sys.platform != "win32", reason="a prompt of Windows; Linux has none")
@pytest.mark.skipif(_is_wine(), reason="the cmd of Wine waits for ever, or loses what a pipe types to it")
def test_the_windows_start_file_opens_a_prompt_where_trousse_is_ours(tmp_path: Path) -> None:
    stick(tmp_path)
    root = place(tmp_path)
    # A program of Windows that ends well whatever it is told stands for ours: alone, it lists its folder.
    shutil.copyfile(
        Path(os.environ["SYSTEMROOT"]) / "System32" / "attrib.exe",
        root / "programs/windows" / SYSTEMS["windows"],
    )
    (root / "trousse.cmd").write_bytes(b"@echo planted\r\n")
    before = sorted(root.rglob("*"))
    pipe = subprocess.PIPE
    command = ["cmd", "/d", "/c", str(root / "TROUSSE-Windows.cmd")]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(b"\r\n")  # the key that is waited for, which may swallow what is typed behind it
        child.stdin.flush()
        said = b""
        while not said.endswith(b"trousse> ") and (char := child.stdout.read(1)):
            said += char
        child.stdin.write(b"trousse & echo [%PATH%] [%CD%] & exit\r\n")
        child.stdin.flush()  # closed at once, a pipe of Wine loses what was not read yet
        said += child.stdout.read()
    # A pipe gets the code page of consoles from Windows and that of programs from Wine.
    heard = {said.decode(codec, "replace").casefold() for codec in ("oem", "mbcs")}
    place_of_ours = f"[{root}\\programs\\windows;".casefold()
    assert any(place_of_ours in words and f"[{root}".casefold() in words for words in heard), heard
    assert all("trousse> " in words and "planted" not in words for words in heard)
    assert all(r"\trousse-windows.cmd" in words for words in heard)
    assert sorted(root.rglob("*")) == before
