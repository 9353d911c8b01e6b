"""Run it: `python -m evaluation.backups --help`."""

from evaluation.backups.figures import main

if __name__ == "__main__":
    raise SystemExit(main())
