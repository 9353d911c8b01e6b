"""The usual forms of a backup stand for the files of the server; what is only alike does not."""

import gzip
from pathlib import Path

import pytest

from demo.builder.documents import dated
from demo.builder.tree import Node
from tests.backup.builder import LAST_DAY, answers, codes, judged, machine, medium, practice
from toolkit.backup.classes import practice_class
from toolkit.records import Rely

PAPERS = [node for node in practice() if not node.path.endswith(".db")]
TABLE = dated("ProgramData/MySQL/MySQL Server 8.0/Data/cabinet/actes.ibd", LAST_DAY, bytes(range(256)) * 256)


def dump(year: int) -> bytes:
    rows = ",".join(f"({number},'soin','{year}-10-10 08:00:00')" for number in range(50))
    return (
        "-- MySQL dump 10.13  Distrib 8.0.36\n-- Host: localhost    Database: cabinet\n"
        "CREATE TABLE `actes` (`id` int, `acte` varchar(40), `date_acte` datetime);\n"
        f"INSERT INTO `actes` VALUES {rows};\n-- Dump completed on {year}-10-10 09:00:00\n"
    ).encode()


def with_dump(data: bytes, name: str = "Dump/tout.sql") -> list[Node]:
    return [*PAPERS, dated(name, LAST_DAY, data)]


@pytest.mark.parametrize("name", ["Dump/tout.sql", "Dump/cabinet_2026-10-10.sql.gz"])
def test_a_dump_stands_for_the_tables_of_the_server(tmp_path: Path, name: str) -> None:
    inventory = machine(tmp_path / "pc", [*PAPERS, TABLE])
    for year, rely in ((2026, Rely.GOOD), (2025, Rely.STALE)):
        data = gzip.compress(dump(year)) if name.endswith(".gz") else dump(year)
        verdict = judged(medium(tmp_path / f"{year}", with_dump(data, name)), inventory)
        assert (verdict.rely, "database_exported" in codes(verdict, "complete")) == (rely, True)


def test_a_script_that_holds_no_rows_stands_for_nothing(tmp_path: Path) -> None:
    inventory = machine(tmp_path / "pc", [*PAPERS, TABLE])
    verdict = judged(medium(tmp_path / "m", with_dump(b"CREATE TABLE vide (id int);\n")), inventory)
    assert answers(verdict)["complete"] != "yes"


def test_without_any_database_here_or_there_nothing_is_complete(tmp_path: Path) -> None:
    verdict = judged(medium(tmp_path / "m", PAPERS), machine(tmp_path / "pc", PAPERS))
    assert answers(verdict)["complete"] == "unknown"
    assert codes(verdict, "complete")[0] == "no_database_on_machine"


def test_a_packed_text_is_no_dump(tmp_path: Path) -> None:
    text = gzip.compress(b"Cette sauvegarde a ete supprimee.\n" * 9)
    verdict = judged(medium(tmp_path / "m", [*practice(), *with_dump(text, "Dump/cabinet.sql.gz")[-1:]]))
    assert (verdict.rely, codes(verdict, "restorable")[0]) == (Rely.DAMAGED, "fault_dump_unlike")


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("mysql/data/cabinet/actes.ibd", "database"),
        ("mysql/data/mysql/user.MYD", None),
        ("mysql/data/ibdata1", "database"),
        ("Program Files/PostgreSQL/16/data/base/16385/16402", "database"),
        ("pg/base/16385/16402.1", "database"),
        ("pg/base/16385/1259", None),
        ("pg/base/16385/16402_fsm", None),
        ("Dump/cabinet.sql.gz", "database"),
        ("Photos/photos.zip", None),
    ],
)
def test_files_of_servers_are_databases(path: str, group: str | None) -> None:
    assert practice_class(path, None) == group
