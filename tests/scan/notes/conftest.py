from pathlib import Path

import pytest

from toolkit import own_files
from toolkit.scan.known import load
from toolkit.scan.notes import Knowledge

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def known() -> Knowledge:
    return load(own_files.signatures()).notes


@pytest.fixture(scope="session")
def french() -> dict[str, str]:
    """Return our French notes, "dev/01.txt" to text."""
    return {
        f"{file.parent.name[7:]}/{file.name}": file.read_text(encoding="utf-8")
        for folder in ("french_dev", "french_held")
        for file in sorted((HERE / folder).iterdir())
    }
