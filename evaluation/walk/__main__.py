"""Count the keys and questions of a first-time technician's path, up to the sealed archive.

`python -m evaluation.walk` takes the demonstration's visit on the full screen and line by line, in French
and English, once answering what a technician would who does all of it, once « je ne sais pas » wherever that
is an answer. It ends with status 1 where a screen that wants something did not show what gives it, or where
no archive was sealed. Words behind it (`lines`, `screens`, `fr`, `en`) take those visits only.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from evaluation.walk import lines, screens
from evaluation.walk.answers import Walked
from toolkit import own_files
from toolkit.custody import workplace
from toolkit.texts import LANGUAGES, Speech
from toolkit.walkthrough import papers
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.picks import Offered

_TAKE: dict[str, Callable[[Conversation, Walked], None]] = {"screens": screens.take, "lines": lines.take}


def main() -> int:
    """Print one line for each visit, and return 1 where one did not hold."""
    wanted = set(sys.argv[1:])
    print(
        "mode     language  answers     shown  questions  lines  keys  of them in words  "
        "next action missing  sealed  image"
    )
    held = True
    for mode in _TAKE:
        for language in LANGUAGES:
            if wanted & set(_TAKE) <= {mode} and wanted & set(LANGUAGES) <= {language}:
                for knows in (True, False):
                    held = _told(_visit(Walked(mode, language, knows))) and held
    return 0 if held else 1


def _told(one: Walked) -> bool:
    answers = "everything" if one.knows else "don't know"
    sealed, image = "yes" if one.sealed else "NO", "unchanged" if one.unchanged else "CHANGED"
    print(
        f"{one.mode:<8} {one.language:<9} {answers:<11} {one.screens:>5} {one.questions:>10} "
        f"{one.lines or '':>6} {one.keys:>5} {one.typed:>17} {len(one.wordless):>20}  {sealed:<6}  {image}",
        flush=True,
    )
    for name in one.wordless:
        print(f"   no next action shown for {name}")
    return one.sealed and one.unchanged and not one.wordless


def _visit(walked: Walked) -> Walked:
    with tempfile.TemporaryDirectory(prefix="trousse-walk-") as place:
        image, recent = Path(place, "cabinet.img"), Path(place, "sauvegarde_recente.zip")
        workplace.unpack_xz(own_files.demo() / "cabinet.img.xz", image)
        shutil.copy(own_files.demo() / recent.name, recent)
        before = workplace.sha256_of(image)
        offered = Offered((str(image),), (str(recent),))
        talk = Conversation(Speech(walked.language), Path(place, "visite"), offered)
        _TAKE[walked.mode](talk, walked)
        talk.close()
        archives = papers.found(talk.visit, "DOSSIER_*.zip")
        walked.sealed = bool(archives) and _verified(archives[-1])
        walked.unchanged = workplace.sha256_of(image) == before
    return walked


def _verified(archive: Path) -> bool:
    command = [sys.executable, "-m", "toolkit", "verify", str(archive)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
