"""A file that is no longer as its wheel was published stops a build."""

import hashlib
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from release import Refused, cpython, licences, published, shipped, signed

FILES = {
    "alpha/__init__.py": b"ONE = 1\n",
    "alpha/_core.pyd": b"MZ library",
    "alpha-1.0.data/platlib/_alpha.pyd": b"MZ beside",
    "alpha-1.0.data/data/share/man/alpha.1": b"a page of a manual",
    "alpha-1.0.data/scripts/start.py": b"print()",
    "alpha-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: Alpha\nVersion: 1.0\n",
}
LIST = "alpha-1.0.dist-info/RECORD"


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    rows = [f"{name},{published.digest(content)},{len(content)}" for name, content in FILES.items()]
    with zipfile.ZipFile(folder / "alpha-1.0-py3-none-any.whl", "w") as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
        archive.writestr("alpha/_vendor/beta-2.dist-info/RECORD", "beta.py,sha256=x,1\n")
        archive.writestr(LIST, "\n".join([*rows, f"{LIST},,", ""]))
    return folder


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """What pip would have made of it."""
    folder = tmp_path / "python" / "Lib" / "site-packages"
    placed = re.compile("alpha-1.0.data/(platlib|data)/")
    names = {placed.sub("", name): content for name, content in FILES.items()}
    del names["alpha-1.0.data/scripts/start.py"]
    own = "".join(f"{name},{published.digest(content)},1\n" for name, content in names.items())
    for name, content in {
        **names, LIST: own.encode(), "alpha-1.0.dist-info/INSTALLER": b"pip\n", "bin/start.py": b"print()",
    }.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def origin(tmp_path: Path, packages: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch) -> shipped.Origin:
    monkeypatch.setattr(licences, "expression", lambda *_: "MIT")
    monkeypatch.setattr(licences, "of_wheel", lambda *_: ())
    (tmp_path / "LICENSE.txt").write_bytes(b"")
    return shipped.Origin(
        source=tmp_path / "source",
        work=tmp_path / "work",
        packages=packages,
        python=(packages.parent.parent,),
        python_version="3.11.9",
        python_licence=tmp_path / "LICENSE.txt",
        python_sha256="",
        wheels=lambda _: wheels,
    )


def parts(packages: Path) -> list[str]:
    return [str(packages / name) for name in ("alpha/__init__.py", "alpha/_core.pyd", "_alpha.pyd")]


def test_a_folder_as_it_was_published(packages: Path, wheels: Path, origin: shipped.Origin) -> None:
    assert published.installed(packages, wheels) == 5
    assert {part.name for part in shipped.components(parts(packages), origin)} == {"alpha", "cpython"}


@pytest.mark.parametrize("name", ["alpha/__init__.py", "alpha/_core.pyd", "_alpha.pyd"])
def test_a_changed_part_fails_the_build(
    packages: Path, wheels: Path, origin: shipped.Origin, name: str
) -> None:
    changed = (packages / name).read_bytes() + b"#"
    (packages / name).write_bytes(changed)
    # Its line in the list that lies beside it is rewritten too: the list of the wheel is what counts.
    own = packages / LIST
    own.write_text(own.read_text().replace(published.digest(changed[:-1]), published.digest(changed)))
    with pytest.raises(Refused, match="not as it was published"):
        published.installed(packages, wheels)
    with pytest.raises(Refused, match="not as it was published"):
        shipped.components(parts(packages), origin)


@pytest.mark.parametrize(
    "name", ["planted.pth", "alpha/planted.py", "alpha/__pycache__/__init__.cpython-311.pyc"]
)
def test_an_added_file_fails_the_build(
    packages: Path, wheels: Path, origin: shipped.Origin, name: str
) -> None:
    (packages / name).parent.mkdir(exist_ok=True)
    (packages / name).write_bytes(b"import os")
    with (packages / LIST).open("a") as own:
        own.write(f"{name},{published.digest(b'import os')},9\n")
    with pytest.raises(Refused, match="in no published wheel"):
        published.installed(packages, wheels)
    with pytest.raises(Refused, match="in no published wheel"):
        shipped.components([str(packages / name)], origin)


def test_a_link_fails_the_build(packages: Path, wheels: Path) -> None:
    (packages / "alpha" / "link.py").symlink_to("__init__.py")
    with pytest.raises(Refused, match="is a link"):
        published.installed(packages, wheels)


def test_a_wheel_that_is_missing_or_another(packages: Path, wheels: Path, origin: shipped.Origin) -> None:
    lock = wheels / "lock"
    (wheel,) = wheels.glob("*.whl")
    lock.write_text(f"alpha==1.0 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    published.locked(wheels, lock)
    wheel.write_bytes(wheel.read_bytes() + b" ")
    with pytest.raises(Refused, match="not the wheel that is pinned"):
        published.locked(wheels, lock)
    empty = wheels / "empty"
    empty.mkdir()
    with pytest.raises(Refused, match="is not in"):
        shipped.components(parts(packages), replace(origin, wheels=lambda _: empty))
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("alpha.py", b"")
    with pytest.raises(Refused, match="0 lists"):
        published.files(wheel)


BESIDE = {"python.exe": b"MZ python", "python311.zip": b"PK", "python311._pth": b".\n"}


def _change(python: Path) -> None:
    (python / "python311.zip").write_bytes(b"PK, other")


def _add(python: Path) -> None:
    (python / "version.dll").write_bytes(b"MZ")


def _remove(python: Path) -> None:
    (python / "python.exe").unlink()


def _link(python: Path) -> None:
    (python / "python.exe").rename(python.parent / "python.exe")
    (python / "python.exe").symlink_to(python.parent / "python.exe")


def _beside_packages(python: Path) -> None:
    (python / "Lib" / "os.py").write_bytes(b"")


def _package(python: Path) -> None:
    (python / "Lib/site-packages/alpha/_core.pyd").write_bytes(b"MZ librarz")


def _nothing(python: Path) -> None:
    shutil.rmtree(python / "Lib" / "site-packages" / "bin")


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (_change, "not as it was published"), (_add, "added since"), (_remove, "removed since"),
        (_link, "not as it was published"), (_beside_packages, "more than site-packages"),
        (_package, "not as it was published"), (_nothing, ""),
    ],
)  # fmt: skip
def test_the_assembled_folder_is_looked_at_again(
    packages: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch, tamper: Callable[[Path], None], said: str
) -> None:
    asked: list[set[str]] = []
    monkeypatch.setattr(
        signed, "folder", lambda root: asked.append({path.name for path in root.iterdir()}) or 1
    )
    python = packages.parent.parent
    beside = {**BESIDE, "pywintypes311.dll": b"MZ"}
    for name, content in beside.items():
        (python / name).write_bytes(content)
    tamper(python)
    if said:
        with pytest.raises(Refused, match=said):
            cpython.unchanged(python, beside, wheels)
    else:
        assert cpython.unchanged(python, beside, wheels) == (1, 9)
        assert asked == [set(BESIDE)]
