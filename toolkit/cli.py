"""Every command by name; each is thin and stands in its own file under commands/."""

import errno
import io
import os
import sys
from collections.abc import Callable, Sequence

import click
import typer
from typer import rich_utils
from typer.main import get_command

from toolkit import VERSION, errors
from toolkit.commands import (
    backup,
    demo,
    drives,
    examine,
    identify,
    language,
    scan,
    signatures,
    steps,
    verify,
)
from toolkit.commands.screen import Screen
from toolkit.errors import OutputRefusal, Refusal, UsageRefusal
from toolkit.texts import Speech

COMMANDS: dict[str, Callable[..., object]] = {
    "drives": drives.drives,
    "examine": examine.examine,
    "triage": steps.triage,
    "scan": scan.scan,
    "capture": steps.capture,
    "report": steps.report,
    "seal": steps.seal,
    "verify": verify.verify,
    "identify": identify.identify,
    "demo": demo.demo,
}
GROUPS: dict[str, dict[str, Callable[..., object]]] = {
    "backup": {"baseline": backup.baseline, "check": backup.check},
    "signatures": {"list": signatures.list_, "check": signatures.check},
}
_FULL = frozenset({errno.ENOSPC, errno.EIO, errno.EBADF})
# The exit statuses each command can end with, beside 0 and 2; the help of each shows them.
STATUSES: dict[str, tuple[int, ...]] = {
    "drives": (),
    "examine": (3, 4, 5, 130),
    "triage": (3, 4, 5, 130),
    "scan": (3, 4, 5, 6, 130),
    "capture": (3, 4, 5, 130),
    "report": (4,),
    "seal": (4, 6),
    "verify": (1, 3),
    "identify": (3, 5),
    "demo": (1, 3, 4, 5, 6, 130),
    "backup baseline": (3, 5, 6, 130),
    "backup check": (1, 3, 4, 5, 130),
    "signatures list": (5,),
    "signatures check": (5,),
}


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status; no error reaches the terminal as a traceback."""
    lost = sys.stdout is None or sys.stderr is None
    sys.stdout, sys.stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()
    status = _run(arguments, Screen(Speech(language.of_locale(os.environ))))
    # Nobody heard the answer: that is not "done".
    return OutputRefusal.status if lost and status == errors.DONE else status


def _run(arguments: Sequence[str], screen: Screen) -> int:
    try:
        result = _asked(arguments, screen)
    except Refusal as refusal:
        return screen.refuse(refusal)
    except click.UsageError as error:
        return _misused(error, screen)
    except (KeyboardInterrupt, click.Abort):
        result = errors.INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # Whoever read has had enough; click and rich both leave that way when a pipe breaks under them.
        return errors.DONE
    except Exception as error:  # the one place that catches everything
        if "TROUSSE_TRACE" in os.environ:
            raise
        return screen.refuse(_unforeseen(error))
    if result == errors.INTERRUPTED:  # also typer's own answer to Ctrl-C
        screen.tell("screen.interrupted")
    return result if isinstance(result, int) else errors.DONE


def _asked(arguments: Sequence[str], screen: Screen) -> object:
    chosen, rest = language.choose(arguments)
    screen.speech = Speech(chosen)
    if rest == ["--version"]:
        screen.out.print(f"trousse {VERSION}")
        return errors.DONE
    return build(screen.speech).main(rest, prog_name="trousse", standalone_mode=False, obj=screen)


def _unforeseen(error: Exception) -> Refusal:
    if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
        return OutputRefusal("output_failed", path="stdout")
    return Refusal("unexpected", detail=f"{type(error).__name__}: {error}")


def _misused(error: click.UsageError, screen: Screen) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return UsageRefusal.status
    return screen.refuse(_usage(error))


def _usage(error: click.UsageError) -> UsageRefusal:
    command = error.ctx.command_path if error.ctx else "trousse"
    if isinstance(error, click.NoSuchOption):
        return UsageRefusal("usage_option", option=error.option_name, command=command)
    if isinstance(error, click.MissingParameter) and error.param:
        return UsageRefusal("usage_missing", name=_named(error.param, error), command=command)
    if isinstance(error, click.BadParameter) and error.param:
        return UsageRefusal("usage_value", name=_named(error.param, error), command=command)
    if error.message.startswith("No such command"):
        return UsageRefusal("usage_command", command=command)
    return UsageRefusal("usage", command=command)


def _named(parameter: click.Parameter, error: click.UsageError) -> str:
    """Return an option as it is typed, an argument as the help shows it."""
    if isinstance(parameter, click.Option):
        return parameter.opts[0]
    return parameter.make_metavar(_context(error))


def _context(error: click.UsageError) -> click.Context:
    return error.ctx or click.Context(click.Command("trousse"))


def build(speech: Speech) -> click.Command:
    """Make the command tree with the help of one language."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
    app.callback()(_trousse)
    for name, function in COMMANDS.items():
        app.command(name)(function)
    for group, functions in GROUPS.items():
        inner = typer.Typer(no_args_is_help=True)
        for name, function in functions.items():
            inner.command(name)(function)
        app.add_typer(inner, name=group)
    command = get_command(app)
    _name_panels(speech)
    _explain(command, "", speech)
    return command


def _trousse(
    lang: str | None = typer.Option(None),
    version: bool = typer.Option(False, "--version"),
) -> None:
    pass


def _name_panels(speech: Speech) -> None:
    rich_utils.OPTIONS_PANEL_TITLE = speech.say("help.panel_options")
    rich_utils.ARGUMENTS_PANEL_TITLE = speech.say("help.panel_arguments")
    rich_utils.COMMANDS_PANEL_TITLE = speech.say("help.panel_commands")
    rich_utils.DEFAULT_STRING = speech.say("help.panel_default", default="{}")
    rich_utils.REQUIRED_LONG_STRING = speech.say("help.panel_required")


def _explain(command: click.Command, path: str, speech: Speech) -> None:
    """Give a command, its options and what stands below it the sentences of the help."""
    key = path.replace(" ", "_") or "trousse"
    command.help = speech.say(f"help.{key}")
    command.short_help = command.help.split("\n", 1)[0]
    option = command.get_help_option(click.Context(command))
    if option:
        option.help = speech.say("help.option_help")
    for parameter in command.params:
        own = f"help.{key}_{parameter.name}"
        parameter.help = speech.say(own if speech.knows(own) else f"help.option_{parameter.name}")
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            _explain(inner, f"{path} {name}".strip(), speech)
    else:
        command.epilog = _statuses(path, speech)


def _statuses(path: str, speech: Speech) -> str:
    lines = [speech.say("help.statuses")]
    for status in sorted({errors.DONE, UsageRefusal.status, *STATUSES[path]}):
        own = f"help.{path.replace(' ', '_')}_status_{status}"
        lines.append(f"{status}  {speech.say(own if speech.knows(own) else f'help.status_{status}')}")
    return "\n\n".join(lines)
