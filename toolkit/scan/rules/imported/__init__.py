"""Rules of other people: prepared on a healthy machine (`preparing`), loaded on site beside our own."""

from toolkit.scan.rules.imported.loading import load

__all__ = ["load"]
