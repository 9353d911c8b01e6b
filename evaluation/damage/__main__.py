"""Run it: `python -m evaluation.damage --help`."""

from evaluation.damage.figures import main

if __name__ == "__main__":
    raise SystemExit(main())
