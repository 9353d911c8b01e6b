"""trousse annex make, check, open: the confidential annex of a case, and what only its passphrase shows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import opening, secret
from toolkit.commands.same_source import LIVE, recorded_source
from toolkit.commands.screen import Screen
from toolkit.custody.annex import passphrase, reading, recipients
from toolkit.custody.annex.closing import Annexed, Way
from toolkit.custody.case import Case
from toolkit.custody.dossier import anchor
from toolkit.custody.dossier.anchor import Kind
from toolkit.custody.keys import grouped
from toolkit.custody.strength import strength
from toolkit.errors import ANSWER_IS_NO, OutputRefusal, SourceRefusal, UsageRefusal

CaseFolder = Annotated[Path, typer.Option("--case")]
Annex = Annotated[Path, typer.Argument(metavar="ANNEXE")]
FromPipe = Annotated[bool, typer.Option("--passphrase-stdin")]
_TRIES = 5
_WEAK = 8  # words shown of those that count little


def make(
    context: typer.Context,
    case: CaseFolder,
    out: Annotated[Path | None, typer.Option("--out")] = None,
    recipient: Annotated[list[str] | None, typer.Option("--recipient")] = None,
    passphrase_stdin: FromPipe = False,
    show_passphrase: Annotated[bool, typer.Option("--show-passphrase")] = False,
) -> None:

    screen: Screen = context.obj
    asked = Asked(tuple(recipient or ()), piped=passphrase_stdin, shown=show_passphrase)
    current = Case.resume(case)
    try:
        if out is not None:
            _elsewhere(out, case)
        made = closed(current, out, asked, screen)
        chosen = screen.written_in(current.facts.language)
        procedure.write_receipt_again(current, made.path.parent, chosen)
    finally:
        current.close()


@dataclass(frozen=True, slots=True)
class Asked:
    """How an annex is to be closed: to recipients, with a passphrase from a pipe, or with a new one shown."""

    recipients: tuple[str, ...] = ()
    piped: bool = False
    shown: bool = False  # though nobody watches a terminal


def closed(case: Case, out: Path | None, asked: Asked, screen: Screen) -> Annexed:
    """Close the annex of a case, say what was made, and lay out the sheet for its passphrase.

    Raises UsageRefusal where a passphrase would be shown to nobody, or a recipient is none.
    """
    from toolkit.report import annex as composed  # noqa: PLC0415 - start-up time

    if asked.recipients and (asked.piped or asked.shown):
        raise UsageRefusal("annex_ways")
    readers = recipients.asked(list(asked.recipients)) if asked.recipients else ()
    for one in readers:
        if one.authority:
            screen.say("annex.reader_authority", style="bold yellow", shown=one.shown)
    way: Way = readers or (_given() if asked.piped else _shown(screen, case.facts.ref, asked=asked.shown))
    chosen = screen.written_in(case.facts.language)
    try:
        made = composed.annexed(case, procedure.pseudonyms(case), chosen, out, way)
    except BaseException:
        if isinstance(way, str) and not asked.piped:
            screen.tell("annex.sheet_void", style="bold yellow")  # shown already, and copied
        raise
    _told(made, screen, readers)
    if isinstance(way, str):
        try:
            sheet = procedure.write_sheet(case, made, len(way.split("-")), chosen)
        except OutputRefusal:
            screen.say("annex.sheet_missing", style="bold yellow")
            raise
        screen.say("annex.sheet_at", path=str(sheet))
    return made


def before_seal(case: Case, out: Path | None, screen: Screen) -> None:
    """Close the annex before the archive that names it, where somebody is there to copy its passphrase."""
    if "annex.closed" in case.marks or procedure.of_practice(case):
        return
    if not _somebody(screen):
        screen.say("annex.not_made", case=str(case.folder))
        return
    folder = out.parent if out is not None and out.suffix.lower() == ".zip" else out
    closed(case, folder, Asked(), screen)


def _somebody(screen: Screen) -> bool:
    return secret.somebody() and screen.out.is_terminal


def check(
    context: typer.Context,
    annex: Annex,
    fingerprint: Annotated[str | None, typer.Option("--fingerprint")] = None,
    case: Annotated[Path | None, typer.Option("--case")] = None,
    passphrase_stdin: FromPipe = False,
) -> int | None:

    screen: Screen = context.obj
    closed = reading.closed_by(annex)
    sha256 = reading.sha256_of(annex)
    screen.say("annex.hash", sha256=grouped(sha256))
    same = _is_noted(sha256, fingerprint, screen)
    if case is not None:
        same = _is_of_case(sha256, case, screen) and same is not False
    if same is False:
        if closed == "nothing":
            screen.say("annex.other_clear")
        return ANSWER_IS_NO
    if same and closed in recipients.ENDINGS:
        screen.say("annex.same_unread")
        return None
    files = reading.check(annex, _key(annex, screen, piped=passphrase_stdin))
    screen.say("annex.whole", style="bold green", files=files - 1)
    if closed == "nothing":
        screen.say("annex.not_encrypted", style="bold yellow")
    if not same:
        screen.say("annex.compare", style="yellow")
    return None


def _is_noted(sha256: str, typed: str | None, screen: Screen) -> bool | None:
    """Say whether an annex is the one noted on paper, None where nothing was given to compare it with."""
    if typed is None:
        return None
    noted = anchor.read(typed)
    if noted is None or Kind.ARCHIVE not in noted.kinds:
        raise UsageRefusal("fingerprint_unread", given=typed)
    same = noted.value == sha256
    screen.say("annex.noted" if same else "annex.not_noted", style="bold green" if same else "bold red")
    return same


def _is_of_case(sha256: str, folder: Path, screen: Screen) -> bool:
    case = Case.read(folder)
    noted = [act for act in case.acts() if act.act == "annex.closed"]
    for act in noted:
        if act.facts.get("sha256") == sha256:
            screen.say("annex.of_case", style="bold green", ref=case.facts.ref, name=act.facts.get("name"))
            return True
    names = ", ".join(dict.fromkeys(str(act.facts.get("name")) for act in noted))
    code = "annex.not_of_case" if noted else "annex.case_without"
    screen.say(code, style="bold red", ref=case.facts.ref, names=names)
    return False


def open_(
    context: typer.Context,
    annex: Annex,
    out: Annotated[Path, typer.Option("--out")],
    passphrase_stdin: FromPipe = False,
) -> None:
    screen: Screen = context.obj
    files = reading.take_out(annex, _key(annex, screen, piped=passphrase_stdin), out)
    screen.say("annex.opened", style="bold green", files=files - 1, folder=str(out))
    screen.say("annex.opened_care", style="bold yellow")


def _elsewhere(out: Path, case: Path) -> None:
    """Refuse a place on the medium examined; raises OutputRefusal("output_on_source")."""
    where = recorded_source(case)
    if not where.startswith(LIVE):
        opening.output(out, where)


def _given() -> str:
    """Return the passphrase of a pipe; raises UsageRefusal where it is none, or too weak."""
    text = secret.piped("password_missing").strip()
    weak = passphrase.weakness(text)
    if weak == "short":
        raise UsageRefusal("annex_passphrase_short", least=passphrase.BITS)
    if weak == "simple":
        found = strength(text)
        told = {"bits": found.bits, "least": passphrase.BITS, "weak": ", ".join(found.weak[:_WEAK])}
        raise UsageRefusal("annex_passphrase_words" if found.weak else "annex_passphrase_simple", **told)
    if weak == "long":
        raise UsageRefusal("annex_passphrase_long", most=passphrase.MOST)
    if weak:
        raise UsageRefusal("annex_passphrase_letters")
    return text


def _shown(screen: Screen, ref: str, *, asked: bool) -> str:
    """Show a new passphrase, and have it typed where somebody is there to; it is shown nowhere else."""
    somebody = _somebody(screen)
    if not somebody and not asked:
        raise UsageRefusal("annex_passphrase_hidden")
    made = passphrase.make()
    if not somebody:
        _sheet(screen, ref, made)
        return made
    # On a page of its own, which leaves nothing behind to scroll back to.
    with screen.out.screen(hide_cursor=False):
        for _ in range(_TRIES):
            _sheet(screen, ref, made)
            if secret.typed(screen, "annex.type_again", "annex_passphrase_hidden").strip() == made:
                return made
            screen.tell("annex.typed_other", style="bold red")
    raise UsageRefusal("annex_passphrase_not_copied")


def _sheet(screen: Screen, ref: str, made: str) -> None:
    screen.rule("annex.sheet")
    screen.say("annex.sheet_copy", ref=ref)
    for number, word in enumerate(made.split("-"), 1):
        screen.say("annex.sheet_word", number=number, word=word)
    screen.say("annex.sheet_whole")
    screen.say("annex.sheet_phrase", style="bold", passphrase=made)
    screen.say("annex.sheet_care")


def _key(annex: Path, screen: Screen, *, piped: bool) -> str | None:
    """Return the passphrase of an annex, asked for without showing it; None where there is none."""
    closed = reading.closed_by(annex)
    if closed in recipients.ENDINGS:
        clear = annex.name.removesuffix(recipients.ENDINGS[closed])
        raise SourceRefusal(f"annex_closed_{closed}", path=str(annex), clear=clear)
    if closed == "nothing":
        return None
    missing = "password_missing" if piped else "annex_passphrase_missing"
    return secret.asked(screen, "annex.prompt", missing, from_pipe=piped).strip()


def _told(made: Annexed, screen: Screen, readers: tuple[recipients.Recipient, ...]) -> None:
    screen.say("annex.made", style="bold green", path=str(made.path), files=made.files)
    screen.say("annex.made_hash", sha256=grouped(made.sha256))
    for one in readers:
        since, until = one.valid or ("", "")
        told = {"shown": one.shown, "fingerprint": one.fingerprint, "since": since, "until": until}
        screen.say(f"annex.reader_{one.kind}", **told)
    screen.say("annex.made_care" if made.way == "passphrase" else "annex.made_care_readers")
