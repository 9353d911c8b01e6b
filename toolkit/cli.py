"""Every command by name; each is thin and stands in its own file under commands/.

No command is imported before it is asked for: a stick in a slow port answers a help screen at once.
"""

import errno
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

import click
import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from toolkit import VERSION, errors, own_files
from toolkit.commands import followed, language, walk
from toolkit.commands.listed import COMMANDS, GROUPS, STATUSES
from toolkit.commands.screen import Screen
from toolkit.errors import OutputRefusal, Refusal, SignatureRefusal, UsageRefusal
from toolkit.texts import Speech

# What helps in the first minute is told even from a stick that is not whole, after its warning.
_GOES_ON = frozenset({"isolation"})
_FULL = frozenset({errno.ENOSPC, errno.EIO, errno.EBADF})


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
        # A program that leads this one never has: it is gone.
        return errors.INTERRUPTED if screen.followed else errors.DONE
    except Exception as error:  # the one place that catches everything
        if "TROUSSE_TRACE" in os.environ:
            raise
        return screen.refuse(_unforeseen(error))
    if result == errors.INTERRUPTED:  # also typer's own answer to Ctrl-C
        with suppress(BrokenPipeError, SystemExit):  # perhaps nobody is left to be told
            screen.tell(screen.stopped)
    return result if isinstance(result, int) else errors.DONE


def _asked(arguments: Sequence[str], screen: Screen) -> object:
    led, rest = followed.asked(arguments)
    if led:
        screen.follow()
        followed.begin()
    screen.asked, rest = language.asked_for(rest)
    screen.speech = Speech(screen.asked or language.of_locale(os.environ))
    if not rest and not led and walk.alone():
        rest = ["walk"]
    if rest == ["--version"]:
        screen.out.print(f"trousse {VERSION}")
        return errors.DONE
    return build(screen.speech).main(rest, prog_name="trousse", standalone_mode=False, obj=screen)


def _unforeseen(error: Exception) -> Refusal:
    if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
        return OutputRefusal("output_failed", path="stdout")
    lost = own_files.taken(error)
    if lost:
        file, why = lost
        return SignatureRefusal("antivirus_stopped_us", file=file, why=why)
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


def _usage_line(command: click.Command, context: click.Context) -> str:
    formatter = context.make_formatter()
    pieces = " ".join(command.collect_usage_pieces(context))
    formatter.write_usage(context.command_path, pieces, prefix=context.obj.speech.say("help.usage") + " ")
    return formatter.getvalue().rstrip("\n")


class _Command(TyperCommand):
    """A command that starts on a stick known to be whole, its help in the language of the screen."""

    def get_usage(self, ctx: click.Context) -> str:
        return _usage_line(self, ctx)

    def invoke(self, ctx: click.Context) -> object:
        path = ctx.command_path.partition(" ")[2]
        # In a checkout there is no stick, and nothing is imported to say so.
        if own_files.frozen() and not path.startswith("stick"):
            from toolkit.commands import start  # noqa: PLC0415 - only the program of a stick needs it

            ctx.obj.stick = start.stick(ctx.obj, refusing=path not in _GOES_ON)
        return super().invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _name_panels(ctx)
        super().format_help(ctx, formatter)


class _Group(TyperGroup):
    """A group that knows its commands by name and sentence, and imports the one that is asked for."""

    path = ""

    def _main_shell_completion(self, *_: object, **__: object) -> None:
        """Complete nothing: a variable of the machine must not turn a command into another."""

    def get_usage(self, ctx: click.Context) -> str:
        return _usage_line(self, ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        place = _places(self.path).get(args[0]) if args else None
        if place:
            self.commands[args[0]] = _imported(f"{self.path} {args[0]}".strip(), place, ctx.obj.speech)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _name_panels(ctx)
        super().format_help(ctx, formatter)


def build(speech: Speech) -> click.Command:
    """Make the command tree with the help of one language."""
    app = typer.Typer(cls=_Group, no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
    app.callback()(_trousse)
    root = get_command(app)
    if isinstance(root, _Group):
        root.commands = {name: _named_only(name, name, speech) for name in COMMANDS}
        for group, places in GROUPS.items():
            inner = _Group(name=group, no_args_is_help=True, rich_markup_mode="rich")
            inner.path = group
            inner.commands = {name: _named_only(name, f"{group} {name}", speech) for name in places}
            root.commands[group] = inner
            _explain(inner, group, speech)
    _explain(root, "", speech)
    return root


def _places(path: str) -> dict[str, str]:
    return GROUPS[path] if path else COMMANDS


def _named_only(name: str, path: str, speech: Speech) -> click.Command:
    """Return what the help of the group above shows of a command."""
    return _Command(name, help=speech.say(f"help.{_key(path)}").split("\n", 1)[0])


def _imported(path: str, place: str, speech: Speech) -> click.Command:
    module, _, function = place.partition(":")
    app = typer.Typer(add_completion=False, rich_markup_mode="rich")
    app.command(path.rpartition(" ")[2], cls=_Command)(getattr(import_module(module), function))
    command = get_command(app)
    _explain(command, path, speech)
    command.epilog = _statuses(path, speech)
    return command


def _trousse(
    lang: str | None = typer.Option(None),
    followed: bool = typer.Option(False, "--followed"),
    version: bool = typer.Option(False, "--version"),
) -> None:
    pass


def _name_panels(context: click.Context) -> None:
    from typer import rich_utils  # noqa: PLC0415 - 65 ms that only a help screen pays

    speech: Speech = context.obj.speech
    rich_utils.OPTIONS_PANEL_TITLE = speech.say("help.panel_options")
    rich_utils.ARGUMENTS_PANEL_TITLE = speech.say("help.panel_arguments")
    rich_utils.COMMANDS_PANEL_TITLE = speech.say("help.panel_commands")
    rich_utils.DEFAULT_STRING = speech.say("help.panel_default", default="{}")
    rich_utils.REQUIRED_LONG_STRING = speech.say("help.panel_required")


def _explain(command: click.Command, path: str, speech: Speech) -> None:
    """Give a command and its options the sentences of the help."""
    key = _key(path)
    command.help = speech.say(f"help.{key}")
    command.short_help = command.help.split("\n", 1)[0]
    option = command.get_help_option(click.Context(command))
    if option:
        option.help = speech.say("help.option_help")
    command.options_metavar = speech.say("help.usage_options")
    if isinstance(command, click.Group):
        command.subcommand_metavar = speech.say("help.usage_command")
    for parameter in command.params:
        parameter.metavar = _metavar(parameter, speech)
        own = f"help.{key}_{parameter.name}"
        parameter.help = speech.say(own if speech.knows(own) else f"help.option_{parameter.name}")


def _metavar(parameter: click.Parameter, speech: Speech) -> str | None:
    """Return what stands for the value of an option or an argument, None for a flag."""
    if isinstance(parameter, click.Option):
        named = f"help.value_{parameter.type.name.split()[0]}"
        return None if parameter.is_flag or not speech.knows(named) else speech.say(named)
    named = f"help.argument_{parameter.name}"
    if parameter.metavar or not speech.knows(named):
        return parameter.metavar
    name = speech.say(named) + ("..." if parameter.nargs < 0 else "")
    return name if parameter.required else f"[{name}]"


def _key(path: str) -> str:
    return path.replace(" ", "_") or "trousse"


def _statuses(path: str, speech: Speech) -> str:
    lines = [speech.say("help.statuses")]
    always = {errors.DONE, UsageRefusal.status} | (
        set() if path == "stick check" else {SignatureRefusal.status}
    )
    for status in sorted({*always, *STATUSES[path]}):
        own = f"help.{_key(path)}_status_{status}"
        lines.append(f"{status}  {speech.say(own if speech.knows(own) else f'help.status_{status}')}")
    return "\n\n".join(lines)
