"""What Windows sealed holds on Linux, for Trousse and for three programs that are not ours; and back."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from demo.builder import notes
from tests.windows.conftest import Session, here, started
from toolkit.custody.dossier import bag


@pytest.fixture(params=["case", "second"])
def sealed(session: Session, request: pytest.FixtureRequest) -> Path:
    (found,) = getattr(session, request.param).glob("DOSSIER_*.zip")
    return found


@pytest.fixture
def root(sealed: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(sealed) as opened:
        opened.extractall(tmp_path)
    return tmp_path / sealed.stem


def test_linux_verifies_what_windows_sealed(sealed: Path) -> None:
    run = here("-m", "toolkit", "verify", sealed, "--json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["whole"]


def test_linux_names_what_was_changed_since(sealed: Path, tmp_path: Path) -> None:
    changed = tmp_path / sealed.name
    whole = bytearray(sealed.read_bytes())
    whole[len(whole) // 2] ^= 1
    changed.write_bytes(whole)
    run = here("-m", "toolkit", "verify", changed, "--json")
    assert run.returncode == 1
    assert not json.loads(run.stdout)["whole"]


def test_sha256sum_agrees(sealed: Path, root: Path) -> None:
    beside = f"{sealed.name}.sha256"
    subprocess.run(
        ["sha256sum", "-c", "--strict", beside], cwd=sealed.parent, check=True, capture_output=True
    )
    for kind in ("manifest", "tagmanifest"):
        for algorithm in bag.ALGORITHMS:
            command = [f"{algorithm}sum", "-c", "--strict", f"{kind}-{algorithm}.txt"]
            subprocess.run(command, cwd=root, check=True, capture_output=True)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of bagit.py itself, on Python 3.13
def test_bagit_agrees(root: Path) -> None:
    import bagit

    bagit.Bag(str(root)).validate()


def test_ssh_keygen_agrees(root: Path) -> None:
    assert shutil.which("ssh-keygen"), "not installed; on Debian: apt-get install openssh-client"
    who = (root / bag.SIGNERS).read_text("ascii").split()[0]
    command = ["ssh-keygen", "-Y", "verify", "-f", bag.SIGNERS, "-I", who, "-n", "trousse-dossier"]
    with (root / bag.SIGNED).open("rb") as signed:
        said = subprocess.run(
            [*command, "-s", bag.SIGNATURE], cwd=root, stdin=signed, capture_output=True, check=False
        )
    assert said.returncode == 0, said.stderr


def test_the_notes_are_in_it_byte_for_byte(root: Path) -> None:
    kept = {path.read_bytes() for path in (root / "data").rglob("P*.txt")}
    assert {variant.data for variant in notes.variants()[:3]} <= kept


def test_windows_verifies_what_linux_sealed(session: Session, tmp_path: Path) -> None:
    source = tmp_path / "été"
    source.mkdir()
    (source / notes.NAME).write_bytes(notes.variants()[0].data)
    made = here("-m", "toolkit", "examine", source, "--case", tmp_path / "cas")
    assert made.returncode == 0, made.stderr
    (archive,) = (tmp_path / "cas").glob("DOSSIER_*.zip")
    place = session.cases / "de Linux é"
    place.mkdir()
    for path in (archive, archive.with_name(f"{archive.name}.sha256")):
        shutil.copy2(path, place)
    cut = session.cases / "coupée.zip"
    cut.write_bytes(archive.read_bytes()[:-30])
    with started(session.prefix) as trousse:
        run = trousse("verify", f"F:\\{place.name}\\{archive.name}", "--json")
        wrong = trousse("verify", f"F:\\{cut.name}", "--json")
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["whole"]
    assert told["files"] == json.loads(here("-m", "toolkit", "verify", archive, "--json").stdout)["files"]
    assert (wrong.returncode, json.loads(wrong.stdout)["whole"]) == (1, False)
