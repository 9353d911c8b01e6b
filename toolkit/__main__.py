"""python -m toolkit, and the trousse program."""

import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    # Answered before anything heavy is imported: a stick is asked for its version often.
    if sys.argv[1:] == ["--version"]:
        from toolkit import VERSION  # noqa: PLC0415 - start-up time

        sys.stdout.write(f"trousse {VERSION}\n")
        sys.exit(0)
    from toolkit.cli import run  # noqa: PLC0415 - start-up time

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
