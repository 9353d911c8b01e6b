"""What the LISEZ-MOI has its reader type does what it says, typed as it stands."""

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from toolkit.custody.dossier import bag
from toolkit.custody.dossier.seal import Sealed, seal

from ..builder import SAMPLE, open_case, payload_of

NAME = "00_LISEZ-MOI.txt"


def text_of(sealed: Sealed) -> str:
    return payload_of(sealed.path)[NAME].decode("utf-8-sig").replace("\r\n", "\n")


def commands(sealed: Sealed, method: int) -> list[str]:
    """Return the lines to type of one method, in French and in English."""
    found = re.findall(rf"^{method}\. [^\n]+:\n\n((?:    [^\n]+\n)+)", text_of(sealed), re.MULTILINE)
    assert len(found) == 2
    return [re.sub(r"(?m)^    ", "", each) for each in found]


@pytest.fixture
def root(sealed: Sealed, tmp_path: Path) -> Path:
    with zipfile.ZipFile(sealed.path) as opened:
        opened.extractall(tmp_path / "out")
    return tmp_path / "out" / sealed.path.stem


def add_some(root: Path) -> set[str]:
    added = {"data/pieces/P0099.txt", "evil.exe", "tagmanifest-sha256.txt.bak", "data/.hidden", ".hidden"}
    for name in added:
        (root / name).write_bytes(b"x")
    return added


@pytest.mark.skipif(
    not all(map(shutil.which, ("sh", "sha256sum", "cut", "find", "uniq"))), reason="no Unix tools here"
)
def test_the_lines_for_linux_name_what_changed_and_what_was_added(sealed: Sealed, root: Path) -> None:
    assert len(set(commands(sealed, 4))) == 1
    *checks, extra = commands(sealed, 4)[0].splitlines()

    def said(line: str) -> tuple[int, str]:
        done = subprocess.run(["sh", "-c", line], cwd=root, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    assert said(checks[0]) == (0, f"{sealed.manifest_sha256}  {bag.SIGNED}\n")
    assert [said(each)[0] for each in checks] == [0, 0, 0]
    assert said(extra) == (0, "")
    assert set(said(extra.replace("| uniq -u", "| uniq"))[1].split()) > {"data/case.json", bag.SIGNED}
    added = add_some(root)
    assert set(said(extra)[1].split()) == added
    (root / "data/pieces/P0001.txt").write_bytes(b"x")
    (root / "data/pieces/P0002.bin").unlink()
    assert said(checks[2])[0] != 0
    assert set(said(extra)[1].split()) == added | {"data/pieces/P0002.bin"}


def test_the_line_for_powershell_is_one_line_and_says_how_many_to_expect(sealed: Sealed, root: Path) -> None:
    listed = [
        line.split("  ", 1)[1]
        for name in (bag.SIGNED, "manifest-sha256.txt")
        for line in (root / name).read_text(encoding="ascii").splitlines()
    ]
    alone = {each.relative_to(root).as_posix() for each in root.rglob("*") if each.is_file()} - {*listed}
    for line in commands(sealed, 3):
        assert line.startswith("$n=0; $l=@{}; ")
        assert line.count("\n") == 1
        assert line.count("{") == line.count("}")
        named = re.search(r"-notin ([^)]+)\)", line)
        assert named
        assert {each.strip("'") for each in named[1].split(",")} == alone == {*bag.ALONE}
        assert r"-replace '\\','/'" in line
    text = text_of(sealed)
    assert f"il en faut {len(listed)}\N{NO-BREAK SPACE}:" in text
    assert f"there must be {len(listed)}:" in text


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="pwsh is not installed")
def test_powershell_says_the_same(sealed: Sealed, root: Path) -> None:
    for line in commands(sealed, 3):

        def said(typed: str = line) -> str:
            shell = ["pwsh", "-NoProfile", "-Command", f"{typed}; {typed}"]
            return subprocess.run(shell, cwd=root, capture_output=True, text=True, check=True).stdout

        expected = (root / bag.SIGNED).read_bytes() + (root / "manifest-sha256.txt").read_bytes()
        assert said().split() == [str(len(expected.splitlines())), *said().split()[1:]]
        assert "DIFFERENT" not in said()
        assert all(name in said() for name in add_some(root))
        for name in add_some(root):
            (root / name).unlink()


def test_it_says_nothing_that_the_closing_line_would_have_to_know(tmp_path: Path) -> None:
    """Its hash is in that line; so a case closed at another time has the same one, but for its count."""
    texts = []
    for number in range(2):
        with open_case(tmp_path / str(number)) as case:
            case.keep("P0001", BytesIO(SAMPLE))
            for _ in range(number):
                case.clock()
            texts.append(text_of(seal(case, {})))
    assert texts[0] == texts[1]
    assert "Trousse-Sealed-At" in texts[0]


def test_each_promise_is_kept_apart(sealed: Sealed) -> None:
    text = text_of(sealed)
    assert "montre que tout le contenu est celui" not in text
    assert "OpenSSH 8.1 ou plus récent" in text
    assert "dans le dossier où se trouve le fichier ZIP, puis tapez" in text
    assert "pas que c'est lui qui a été remis" in text
