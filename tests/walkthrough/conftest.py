"""A visit with an attacked disk to examine and a backup to check."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.texts import Speech
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.picks import Offered

NOTE = "Vos fichiers sont chiffrés. Payez 2 BTC à bc1q… Écrivez à restore@onionmail.org, ID 4F2A.\n" * 5


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    place = tmp_path / "disque"
    (place / "Users" / "anne" / "Documents").mkdir(parents=True)
    (place / "LISEZ_MOI.txt").write_text(NOTE, encoding="utf-8")
    for number in range(20):
        name = f"courrier_{number}.docx.akira"
        (place / "Users" / "anne" / "Documents" / name).write_bytes(os.urandom(5000))
    return place


@pytest.fixture
def talk(tmp_path: Path, disk: Path) -> Iterator[Conversation]:
    backup = tmp_path / "sauvegarde"
    backup.mkdir()
    (backup / "courrier.txt").write_text("bonjour " * 300, encoding="utf-8")
    found = Conversation(Speech("fr"), tmp_path / "visite", Offered((str(disk),), (str(backup),)))
    yield found
    found.close()
