"""python -m toolkit, and the trousse program."""

import os
import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    try:
        status = _run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        status = 0  # whoever read has had enough
    except OSError:
        status = 6  # errors.OutputRefusal.status: the answer could not be written
    # What could not be written would be tried once more, in vain, while the interpreter closes.
    _leave(status)


def _leave(status: int) -> None:
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        os._exit(status)
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    # Answered before anything heavy is imported: a stick is asked for its version often.
    if arguments == ["--version"] and sys.stdout is not None:
        from toolkit import VERSION  # noqa: PLC0415 - start-up time

        sys.stdout.write(f"trousse {VERSION}\n")
        return 0
    from toolkit.cli import run  # noqa: PLC0415 - start-up time

    return run(arguments)


if __name__ == "__main__":
    main()
