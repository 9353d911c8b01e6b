"""Plain mode: the whole path in words typed line by line, whatever is typed, and left at any moment."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest

from toolkit.custody import visit_journal
from toolkit.legal import dictionary
from toolkit.texts import Speech
from toolkit.walkthrough import path, plain
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.plain import words
from toolkit.walkthrough.plain.unseen import unseen
from toolkit.walkthrough.plain.voice import shown
from toolkit.walkthrough.step import Kind
from toolkit.walkthrough.visit import Visit

PATIENCE = 120.0  # seconds that no test is expected to wait
WORDS = {"fr": "Votre réponse :", "en": "Your answer:"}
SAID = {"t0": "hier 8h10", "mission.order": "oui", "isolation/where": "elsewhere", "sys.power": "off"}


def ready(folder: Path, step: str = "source") -> Path:
    """Answer everything before a step, and return the folder of the visit."""
    conversation = Conversation(Speech("fr"), folder)
    while (place := conversation.place) is not None and step != place.step.CODE:
        offered = place.card.choices or (dictionary.question(place.card.name).choices if ask(place) else ())
        conversation.answer(place, SAID.get(place.name, offered[0] if offered else "12"))
    conversation.close()
    return folder


def ask(place: path.Place) -> bool:
    return place.card.kind is Kind.ASK


def disk(folder: Path, files: int = 30) -> Path:
    """Return a small folder to examine."""
    folder.mkdir()
    for number in range(files):
        (folder / f"{number}.txt").write_text("Bonjour, votre rendez-vous.\n" * 400)
    return folder


def talk(folder: Path | None, *typed: str, language: str = "fr") -> tuple[int, str]:
    """Lead a visit with these lines; return the exit status and everything that was said."""
    out = io.StringIO()
    conversation = Conversation(Speech(language), folder)
    status = plain.run(conversation, io.StringIO("".join(f"{line}\n" for line in typed)), out)
    return status, spaced(out.getvalue())


def spaced(said: str) -> str:
    """Return what was said with plain spaces, as it is written in these tests."""
    return said.replace("\N{NO-BREAK SPACE}", " ")


def visit_of(folder: Path) -> Visit:
    return visits.folded(visit_journal.read(folder), folder)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ("Étape 1 sur 26", "Pourquoi : ", "À faire : ", "Question : ", "« nsp »", "type: english")),
        ("en", ("Step 1 of 26", "Why: ", "To do: ", "Question: ", "“dont know”", "tapez : francais")),
    ],
)
def test_the_first_screen_says_what_to_do(tmp_path: Path, language: str, said: tuple[str, ...]) -> None:
    status, heard = talk(tmp_path / "visit", language=language)
    assert status == 0
    assert [
        one for one in (*said, WORDS[language], "trousse walk --plain --folder") if one not in heard
    ] == []


def test_the_beginning_of_the_path_is_answered_and_recorded(tmp_path: Path) -> None:
    typed = (
        "hier 8h10",
        "Le titulaire",
        "Le Goff",
        "Cabinet du Port",
        "1",
        "Pas fait",
        "elsewhere",
        "1",
        "1",
    )
    status, heard = talk(tmp_path / "visit", *typed, "quitter")
    assert status == 0
    visit = visit_of(tmp_path / "visit")
    assert (visit.t0 is not None, visit.value("t0.who"), visit.who) == (True, "Le titulaire", "Le Goff")
    assert visit.value("isolation/network") == "done"
    assert visit.value("isolation/backups") == "not_done"
    assert visit.value("isolation/where") == "elsewhere"
    assert visit.value("sys.power") == "off"
    # Two clocks at each of the three steps that were opened behind the first.
    assert heard.count("il reste 1 jour") == 6
    assert "Étape terminée : Couper le réseau" in heard


@pytest.mark.parametrize("typed", ["nsp", "je ne sais pas", "Je ne sais pas.", "I don't know", "dont know"])
def test_not_knowing_is_an_answer_everywhere(tmp_path: Path, typed: str) -> None:
    talk(tmp_path / "visit", typed, typed, typed, typed, "4", typed, "3", typed)
    given = {name: one.value for name, one in visit_of(tmp_path / "visit").given.items()}
    asked = ("t0", "t0.who", "ev.operator", "victim.name", "isolation/network", "isolation/where")
    assert {name: given[name] for name in asked} == dict.fromkeys(asked)
    assert len(given) == 8


def test_an_unknown_discovery_is_said_of_the_clocks(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "nsp", "nsp")
    assert "le moment de la découverte est inconnu" in heard


def test_enter_takes_the_safe_answer_that_was_announced(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "", "nsp", "nsp", "nsp", "nsp", "1", "1", "")
    assert heard.count("Entrée seule ne répond rien") >= 2  # announced, then said once it was pressed
    assert "Entrée seule : Ailleurs" in heard
    assert visit_of(tmp_path / "visit").value("isolation/where") == "elsewhere"


def test_back_shows_what_was_answered_and_keeps_or_changes_it(tmp_path: Path) -> None:
    _, heard = talk(
        tmp_path / "visit", "hier 8h10", "retour", "", "Le titulaire", "back", "back", "La secrétaire"
    )
    assert "Déjà répondu" in heard
    visit = visit_of(tmp_path / "visit")
    assert visit.t0 is not None
    assert visit.value("t0.who") == "La secrétaire"


def test_there_is_nothing_before_the_first_question(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "retour")
    assert "première question" in heard


def test_a_step_is_skipped_for_a_reason_and_taken_up_again(tmp_path: Path) -> None:
    before = ("nsp", "nsp", "nsp", "nsp")
    _, heard = talk(tmp_path / "visit", "passer", *before, "passer", "", "Passer", "Réseau déjà coupé")
    assert "Cette étape ne se passe pas" in heard  # the first
    visit = visit_of(tmp_path / "visit")
    assert visit.skipped["isolation"].text == "Réseau déjà coupé"
    _, heard = talk(tmp_path / "visit", "etapes", "aller 3", "1", "go 15")
    assert "3. Couper" in heard
    assert "passée" in heard
    assert "quand celles d'avant sont réglées" in heard
    visit = visit_of(tmp_path / "visit")
    assert visit.skipped == {}
    assert visit.value("isolation/network") == "done"


def test_a_note_is_kept_and_none_is_invented(tmp_path: Path) -> None:
    talk(tmp_path / "visit", "note", "Écran\x1b[31m rouge", "note", "")
    (note,) = visit_of(tmp_path / "visit").notes["discovery"]
    assert note.text == "Écran [31m rouge"


@pytest.mark.parametrize("typed", ["quitter", "retour", "?"])
def test_a_word_that_leads_is_no_note_and_no_reason(tmp_path: Path, typed: str) -> None:
    _, heard = talk(ready(tmp_path / "visit", "photo"), "note", typed, "passer", typed)
    assert heard.count("Rien n'est changé") == 2
    visit = visit_of(tmp_path / "visit")
    assert not visit.notes
    assert not visit.skipped


def test_a_step_that_is_none(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "aller 99")
    assert "elles vont de 1 à 26" in heard


def test_what_is_confirmed_is_said(tmp_path: Path) -> None:
    source = str(disk(tmp_path / "disk", 1))
    _, heard = talk(ready(tmp_path / "visit"), source, "non")
    assert f"Votre réponse est : {source}" in heard
    assert "Pas confirmé" in heard


def test_the_words_shown_are_explained(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "?")
    assert "CNIL : " in heard
    assert visit_of(tmp_path / "visit").given == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_is_explained(tmp_path: Path, language: str) -> None:
    _, heard = talk(tmp_path / "visit", "aide" if language == "fr" else "help", language=language)
    at = 0 if language == "fr" else -1
    missing = [said[at] for code, said in words.WORDS.items() if code != "terms" and said[at] not in heard]
    assert missing == []


def test_words_are_understood_in_either_language_and_without_accents() -> None:
    assert words.meant(" ÉTAPES ") == ("steps", 0)
    assert words.meant("Arrêter") == words.meant("stop") == ("stop", 0)
    assert words.meant("aller à 12") == words.meant("go to 12") == ("go", 12)
    assert words.meant("note du matin") is None


def test_a_word_in_quotation_marks_is_an_answer(tmp_path: Path) -> None:
    talk(tmp_path / "visit", "nsp", "« note »")
    assert visit_of(tmp_path / "visit").value("t0.who") == "note"


def test_the_language_is_changed_on_the_way(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "english", "français")
    assert heard.index("Étape 1 sur") < heard.index("Step 1 of") < heard.rindex("Étape 1 sur")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_does_not_fit_is_refused_with_what_to_try(tmp_path: Path, language: str) -> None:
    _, heard = talk(tmp_path / "visit", "bientôt", "32/13/2026 8h", language=language)
    assert visit_of(tmp_path / "visit").given == {}
    speech = Speech(language)
    assert spaced(speech.say("errors.time_shape_hint")) in heard
    assert spaced(speech.say("errors.time_calendar")) in heard


def test_an_unlikely_time_is_doubted(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "12/10/2010 8h10")
    assert spaced(Speech("fr").say("deadlines.odd_old")) in heard


@pytest.mark.parametrize("typed", ["9", "deux", "1 2", "-1", "10000000000000000000000"])
def test_a_choice_that_is_none(tmp_path: Path, typed: str) -> None:
    _, heard = talk(tmp_path / "visit", "nsp", "nsp", "nsp", "nsp", typed)
    assert "pas parmi celles proposées" in heard
    assert not visit_of(tmp_path / "visit").told("isolation/network")


def test_whatever_is_pasted_is_cleaned_and_cut(tmp_path: Path) -> None:
    hostile = "\x00\x1b]0;titre\x07[bold]\u202e" + "a" * 1_000_000
    status, heard = talk(tmp_path / "visit", "nsp", hostile, "nsp")
    value = visit_of(tmp_path / "visit").value("t0.who") or ""
    assert status == 0
    assert value.startswith("]0;titre [bold] aaa")
    assert len(value) == 4000
    assert not {"\x1b", "\x00", "\x07", "\u202e"} & set(heard)
    assert spaced(Speech("fr").say("dictionary.ask_cut", key="t0.who", count=4000)) in heard


def test_a_number_or_a_word_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    typed = ("nsp", "nsp", "97", "oui", str(tmp_path / "visit"), "Le Goff")
    status, heard = talk(None, *typed)
    assert status == 0
    assert heard.count("pas parmi celles proposées") == 2
    assert [one.name for one in tmp_path.iterdir()] == ["visit"]
    assert visit_of(tmp_path / "visit").who == "Le Goff"


def test_without_a_folder_nothing_is_kept_and_that_is_said() -> None:
    status, heard = talk(None, "hier 8h10")
    assert status == 0
    assert "pas gardé" in heard


def test_a_visit_is_taken_up_where_it_stood(tmp_path: Path) -> None:
    talk(tmp_path / "visit", "hier 8h10")
    _, heard = talk(tmp_path / "visit")
    assert "Visite reprise" in heard
    assert "Découvert par, comment" in heard
    assert "Découverte de l'attaque (prise de connaissance)" not in heard


def test_a_disk_is_confirmed_by_a_whole_word(tmp_path: Path) -> None:
    tree = disk(tmp_path / "disk")
    _, heard = talk(ready(tmp_path / "visit"), str(tmp_path / "nowhere"), str(tree), "o", str(tree), "OUI")
    assert "Pas confirmé" in heard
    assert str(tmp_path / "nowhere") in heard
    assert visit_of(tmp_path / "visit").value("source/disk") == str(tree)
    assert "Entrée seule : lancer" in heard


def test_what_is_blocked_says_why_and_takes_no_answer(tmp_path: Path) -> None:
    folder = ready(tmp_path / "visit", "consent")
    _, heard = talk(folder, "non", "aller 8", str(disk(tmp_path / "disk")), "OUI", "aller 9", "", "1", "nsp")
    assert heard.count("accord écrit du praticien.") >= 3
    assert visit_of(folder).works == {}
    assert "examine/start" not in visit_of(folder).given


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp850", "cp437", "utf-8"])
def test_no_terminal_is_too_poor(tmp_path: Path, encoding: str) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    plain.run(Conversation(Speech("fr"), tmp_path / "visit"), io.StringIO("?\naide\n"), out)
    out.seek(0)
    heard = out.read()
    assert "tape" in heard
    assert "\\x" not in heard
    assert "\\u" not in heard


def test_a_character_that_cannot_be_shown_is_replaced() -> None:
    assert shown("« Étape » – œuvre…", "ascii") == '" Etape " - oeuvre...'
    assert shown("日", "ascii") == "\\u65e5"


class Program:
    """`trousse walk` with its standard input held open; what it says is read as it comes."""

    def __init__(self, folder: Path, *options: str, language: str = "fr") -> None:
        command = [sys.executable, "-m", "toolkit", "--lang", language, "walk", "--folder", str(folder)]
        self.child = subprocess.Popen(
            [*command, "--plain", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        self.heard = b""
        self._listener = threading.Thread(target=self._listen, args=(self.child.stdout,), daemon=True)
        self._listener.start()

    def _listen(self, stream: IO[bytes]) -> None:
        with stream:
            while piece := os.read(stream.fileno(), 4096):
                self.heard += piece

    @property
    def text(self) -> str:
        return spaced(self.heard.decode("utf-8", "replace"))

    def say(self, *lines: str | bytes) -> None:
        assert self.child.stdin is not None
        for line in lines:
            self.child.stdin.write((line if isinstance(line, bytes) else line.encode()) + b"\n")
        self.child.stdin.flush()

    def until(self, holds: Callable[[str], bool]) -> str:
        limit = time.monotonic() + PATIENCE
        while not holds(self.text):
            assert time.monotonic() < limit, self.text[-3000:]
            time.sleep(0.02)
        return self.text

    def end(self) -> int:
        """Close its input and return its exit status."""
        assert self.child.stdin is not None
        self.child.stdin.close()
        status = self.child.wait(PATIENCE)
        self._listener.join(PATIENCE)
        return status

    def close(self) -> None:
        self.child.kill()
        with suppress(BrokenPipeError):
            self.end()


# What is typed at the gate, by the last question said there.
GATE = {"À lire :": "", "est-elle déposée": "1", "": "2026/1234"}


def only_waiting(program: Program) -> None:
    """Skip every step that may be answered, until nothing is left but to wait."""
    prompt, gate = WORDS["fr"], "Avant de restaurer."
    for _ in range(60):
        count = program.text.count(prompt)
        program.say("relire")
        said = program.until(lambda said, count=count: said.count(prompt) > count)
        last = said.split(prompt)[-2]
        if "Il ne reste qu'à attendre" in last:
            return
        at_gate = next(typed for said, typed in GATE.items() if said in last)
        typed = (at_gate,) if gate in last else ("passer", "plus tard")
        count = program.text.count(prompt) + len(typed)
        program.say(*typed)
        program.until(lambda said, count=count: said.count(prompt) >= count)
    raise AssertionError(program.text[-3000:])


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    made: list[Program] = []

    def begin(folder: Path = tmp_path / "visit", **more: str) -> Program:
        made.append(Program(folder, **more))
        return made[-1]

    yield begin
    for one in made:
        one.close()


def test_what_was_answered_outlives_the_program(tmp_path: Path, begun: Callable[..., Program]) -> None:
    first = begun()
    first.say("hier 8h10", "Le titulaire")
    first.until(lambda said: "Le titulaire\n" in said.replace("\r", ""))
    first.child.kill()
    first.child.wait(PATIENCE)
    again = begun()
    again.until(lambda said: "Visite reprise" in said and WORDS["fr"] in said)
    assert again.end() == 0
    assert visit_of(tmp_path / "visit").value("t0.who") == "Le titulaire"


def test_two_programs_do_not_lead_one_visit(tmp_path: Path, begun: Callable[..., Program]) -> None:
    begun().until(lambda said: WORDS["fr"] in said)
    second = begun()
    assert second.child.wait(PATIENCE) == 4
    assert "ouverte par un autre programme" in second.until(lambda said: "autre fenêtre" in said)


def test_bytes_that_are_no_text(tmp_path: Path, begun: Callable[..., Program]) -> None:
    program = begun(language="en")
    program.say("dont know", b"\xff\xfe\x00Ann\xe9e\x1b[2J", b"x" * 1_000_000)
    program.until(lambda said: said.count("Noted") == 3)
    assert program.end() == 0
    assert (visit_of(tmp_path / "visit").value("t0.who") or "").startswith("\ufffd\ufffd Ann\ufffde [2J")
    assert b"\x1b" not in program.heard


def test_an_examination_goes_on_beside_the_questions(tmp_path: Path, begun: Callable[..., Program]) -> None:
    program = begun(ready(tmp_path / "visit"))
    program.say(str(disk(tmp_path / "disk")), "OUI", "", "pause")
    program.until(lambda said: "En pause" in said)
    only_waiting(program)
    program.say("etat", "", "reprendre")
    ended = "Travail terminé : Examen du disque"
    program.until(lambda said: "Prêt à lire : étape 10" in said and ended in said)
    program.until(lambda said: "c'est lu, continuer" in said.partition("Prêt à lire : étape 10")[2])
    program.say("etat")
    program.until(lambda said: "Aucun travail n'est en cours" in said.rpartition(ended)[2])
    assert program.end() == 0
    assert visit_of(tmp_path / "visit").ended("examine", 0)


def test_left_in_the_middle_of_an_examination(tmp_path: Path, begun: Callable[..., Program]) -> None:
    program = begun(ready(tmp_path / "visit"))
    program.say(str(disk(tmp_path / "disk")), "OUI", "", "pause")
    program.until(lambda said: "En pause" in said)
    assert program.end() == 130
    assert "l'entrée est fermée" in program.text.casefold()
    assert visit_of(tmp_path / "visit").works["examine"].stopped
    again = begun()
    again.until(lambda said: "a été interrompu" in said)
    again.say("")
    again.until(lambda said: "Travail terminé : Examen du disque" in said)
    assert again.end() == 0


def test_one_that_leaves_in_words_confirms_that_the_work_stops(
    tmp_path: Path, begun: Callable[..., Program]
) -> None:
    program = begun(ready(tmp_path / "visit"))
    program.say(str(disk(tmp_path / "disk")), "OUI", "", "pause", "quitter", "o", "quitter", "OUI")
    assert program.child.wait(PATIENCE) == 0
    acts = [line["act"] for line in visit_journal.read(tmp_path / "visit")]
    assert acts[-2:] == ["work.ended", "visit.left"]


def test_control_c_keeps_everything(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="a terminal of our own needs a POSIX system")
    outer, inner = pty.openpty()
    command = [sys.executable, "-m", "toolkit", "--lang", "fr", "walk", "--plain", "--folder"]
    with subprocess.Popen(
        [*command, str(tmp_path / "visit")], stdin=inner, stdout=inner, stderr=inner, start_new_session=True
    ) as child:
        os.close(inner)
        heard, sent = b"", [b"hier 8h10\n", b"\x03"]
        while child.poll() is None:
            try:
                heard += os.read(outer, 4096)
            except OSError:  # Linux: the last of the other end has gone
                break
            if sent and heard.count("réponse\N{NO-BREAK SPACE}:".encode()) > 2 - len(sent):
                if sent[0] == b"\x03":
                    child.send_signal(signal.SIGINT)
                    sent.pop()
                else:
                    os.write(outer, sent.pop(0))
        os.close(outer)
        assert child.wait(PATIENCE) == 130
    assert visit_of(tmp_path / "visit").t0 is not None
    assert [line["act"] for line in visit_journal.read(tmp_path / "visit")][-1] == "visit.left"


def test_a_secret_is_not_shown_while_it_is_typed(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="a terminal of our own needs a POSIX system")
    termios = pytest.importorskip("termios")
    outer, inner = pty.openpty()
    with open(inner, encoding="utf-8") as stream:
        before = termios.tcgetattr(stream.fileno())
        with unseen(stream) as hidden:
            assert hidden
            assert not termios.tcgetattr(stream.fileno())[3] & termios.ECHO
        assert termios.tcgetattr(stream.fileno()) == before
    os.close(outer)
    with unseen(io.StringIO()) as hidden:
        assert not hidden


def test_the_key_of_a_locked_disk_is_asked_for_and_kept_in_memory_only(tmp_path: Path) -> None:
    folder = ready(tmp_path / "visit")
    journal = visit_journal.VisitJournal(folder)
    journal.add(visits.ANSWERED, {"card": "source/disk", "value": str(tmp_path), "facts": {}})
    journal.add(visits.STARTED, {"work": "examine"})
    journal.add(visits.ENDED, {"work": "examine", "status": 3, "stopped": False})
    journal.close()
    _, heard = talk(folder, "111111-222222-333333")
    assert "ce que vous tapez s'affiche" in heard
    assert "reste en mémoire" in heard
    assert visit_of(folder).value("examine/key") == "given"
    assert b"111111" not in (folder / visit_journal.NAME).read_bytes()


def test_every_step_can_be_reached_by_skipping(tmp_path: Path) -> None:
    typed = [line for _ in range(40) for line in ("nsp", "passer", "essai", "")]
    status, heard = talk(tmp_path / "visit", *typed)
    assert status == 0
    assert set(visit_of(tmp_path / "visit").skipped) <= {step.CODE for step in path.steps()}
    assert "Étape 22 sur 26" in heard
