"""The console of a machine started from our stick, at a terminal: its whole road, and what goes wrong."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from tests.commands.console_stand import calls, console, stand
from tests.terminal import Terminal
from toolkit.custody import visit_journal

if sys.platform == "win32":
    pytest.skip("a console of Linux", allow_module_level=True)

Opened = Callable[..., Terminal]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with ExitStack() as seats:

        def one(disk: object = "", *, locked: str = "", term: str = "linux") -> Terminal:
            return seats.enter_context(console(tmp_path, disk, locked, term))

        yield one


def begun(seat: Terminal) -> None:
    """Answer by Enter as far as the walkthrough's door."""
    seat.answers("5 Britannique", "\r")
    seat.answers("L'horloge de ce poste dit :", "\r")
    seat.answers("le parcours guidé s'ouvre", "\r")


def led(seat: Terminal) -> None:
    """Leave the walkthrough as soon as it stands."""
    seat.answers("étape 1 sur", "\x11")


def test_the_main_road_from_keyboard_to_power_off(tmp_path: Path, opened: Opened) -> None:
    place = stand(tmp_path)
    seat = opened()
    seat.reads("Son propre système n'a pas été lancé")
    seat.answers("Quel clavier", "\r")
    seat.answers("lundi 23 novembre 2026", "31/12/2099 10:18\r")
    seat.answers("à plus d'un jour de celle du poste", "2\r")
    seat.answers("lundi 23 novembre 2026", "10:18\r")
    seat.reads("L'horloge du poste retarde de 3 minutes")
    seat.reads(f"Tout sera écrit sur la clé « Cle d'essai », dans {place}")
    seat.reads("Rien ne peut écrire sur les disques de ce poste")
    seat.reads("(nvme0n1, sda)")
    seat.answers("le parcours guidé s'ouvre", "\r")
    led(seat)
    seat.answers("6 Redémarrer", "6\r")
    seat.answers("2 Revenir", "1\r")
    seat.reads("L'extinction n'a pas abouti")
    seat.answers("6 Redémarrer", "5\r")
    seat.reads("la mémoire propre du micrologiciel")
    seat.answers("2 Revenir", "\r")
    assert seat.left() == 0
    done = [line for line in calls(tmp_path) if line != "clock --hardware"]
    assert done == ["keyboard fr", "clock 2026-11-23T10:18", "evidence", "restart", "power-off"]
    assert "clock_difference=-180" in (tmp_path / "run/trousse/told").read_text()
    (visit,) = (place / "cases").iterdir()
    assert visit_journal.read(visit)[-1]["act"] == "visit.left"


def test_english_a_french_row_of_digits_and_odd_bytes(tmp_path: Path, opened: Opened) -> None:
    stand(tmp_path)
    seat = opened(term="vt100")  # a serial line: its keyboard is another machine's
    seat.answers("Que dit votre téléphone", "E\r")
    seat.answers("What does your phone say", b"\xff\x80\x1b[A\x07 25:99\r")
    seat.answers("That hour was not understood", "\x04")
    seat.answers("What does your phone say", "99:99\x0323/11/2026 10h15\r")
    seat.answers("the walkthrough opens", "\r")
    seat.answers("quit", "quit\r")
    seat.answers("6 Restart", "9\r")
    seat.answers("a digit from 1 to 6", "(\r")  # 5 without Shift
    seat.reads("Power this machine off")
    seat.answers("2 Back", "é\r")
    seat.answers("6 Restart", "\x04\x04\x04")
    assert seat.left() == 0
    assert "keyboard fr" not in calls(tmp_path)


def test_a_console_opened_again_asks_nothing_twice_and_takes_the_visit_up(
    tmp_path: Path, opened: Opened
) -> None:
    place = stand(tmp_path)
    first = opened()
    first.answers("5 Britannique", "!\r")  # Shift, before the keyboard is said to be French
    first.answers("L'horloge de ce poste dit :", "\r")
    first.answers("le parcours guidé s'ouvre", "\r")
    led(first)
    first.answers("6 Redémarrer", "\x04\x04\x04")
    assert first.left() == 0
    again = opened()
    again.answers("le parcours guidé s'ouvre", "\r")
    again.answers("Une visite a été commencée", "1\r")
    again.reads("étape 1 sur")
    other = opened()
    other.answers("le parcours guidé s'ouvre", "\r")
    other.answers("Une visite a été commencée", "1\r")
    other.reads("deux consoles ne mènent pas la même visite")
    other.answers("6 Redémarrer", "1\r")
    other.answers("3 Revenir", "3\r")
    other.reads("6 Redémarrer")
    again.press("\x11")
    again.reads("6 Redémarrer")
    assert len(list((place / "cases").iterdir())) == 1


def test_a_stick_that_cannot_be_written_is_said_and_tried_again(tmp_path: Path, opened: Opened) -> None:
    place = stand(tmp_path)
    says = tmp_path / "scripts/evidence.says"
    says.write_text("protected\n")
    seat = opened()
    seat.answers("Quel clavier", "\r")
    seat.answers("Que dit votre téléphone", "\r")
    seat.reads("son interrupteur de protection est mis")
    says.write_text("failed \x1b[2J\n")
    seat.answers("2 Continuer sans écrire", "1\r")
    seat.reads("la clé n'a pas répondu comme prévu")
    seat.answers("2 Continuer sans écrire", "2\r")
    seat.answers("Entrée : le menu", "\r")
    says.write_text(f"ok {place} /dev/sdb5\n")
    seat.answers("6 Redémarrer", "1\r")
    seat.reads("Tout sera écrit sur la clé")
    led(seat)
    seat.reads("6 Redémarrer")


def test_a_fault_is_said_in_words(tmp_path: Path, opened: Opened) -> None:
    stand(tmp_path)
    (tmp_path / "sys/block/sda/sda1/ro").write_text("0\n")
    (tmp_path / "sys/class/net/eth0").mkdir()
    seat = opened()
    seat.answers("Quel clavier", "\r")
    seat.answers("Que dit votre téléphone", "\r")
    seat.reads("il n'est pas établi que rien n'écrit")
    seat.reads("sda1 peut être écrit")
    seat.reads("L'interface réseau eth0")
    seat.reads("le parcours guidé s'ouvre")


def test_a_disk_is_examined_sealed_and_verified_without_questions(tmp_path: Path, opened: Opened) -> None:
    place, disk = stand(tmp_path), tmp_path / "disk.img"
    disk.write_bytes(ntfs.volume([Node("a.txt", b"bonjour")], size=8 << 20, label="DONNEES", serial=1))
    seat = opened(disk)
    begun(seat)
    led(seat)
    seat.answers("6 Redémarrer", "2\r")
    seat.answers("Quel disque examiner", "1\r")
    seat.reads("L'examen commence")
    seat.reads("Archive de preuves signée")
    seat.answers("L'archive a été relue et vérifiée", "\r")
    (archive,) = (place / "cases").glob("examen-*/DOSSIER_*.zip")
    assert archive.stat().st_size
    seat.answers("6 Redémarrer", "2\r")
    seat.reads("Quel disque examiner")
    for gone in ("sys/class/block/sdb5", "sys/block/sdb"):
        shutil.rmtree(tmp_path / gone)
    seat.press("2\r")
    seat.answers("6 Redémarrer", "1\r")
    seat.reads("elle a été débranchée")
