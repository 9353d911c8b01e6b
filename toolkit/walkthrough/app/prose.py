"""Sentences on the screen: they end their lines at plain spaces only, never at those that French fixes."""

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static


class Prose(Static):
    """A text that is laid out for its width. What it holds is never read as markup."""

    def __init__(self, text: str | Content = "", *, id: str | None = None) -> None:  # noqa: A002 - textual's own
        super().__init__(id=id, markup=False)
        self.said = Content(text) if isinstance(text, str) else text
        self._laid: tuple[Content, int] | None = None

    def say(self, text: str | Content) -> bool:
        """Say something else, and tell whether it is; nothing is drawn where it is the same."""
        said = Content(text) if isinstance(text, str) else text
        self.set_class(not said.plain, "empty")
        if said == self.said:
            return False
        self.said = said
        self._lay()
        return True

    def on_mount(self) -> None:
        self.set_class(not self.said.plain, "empty")
        self._lay()

    def on_resize(self, _: events.Resize) -> None:
        self._lay()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines it takes at a width, whatever width it is laid out for now."""
        del container, viewport
        return height(self.said, width) if self.said.plain and width else 0

    def _lay(self) -> None:
        width = self.content_size.width
        if self._laid != (self.said, width):
            self._laid = self.said, width
            self.update(wrapped(self.said, width) if width else self.said)


def wrapped(text: Content, width: int) -> Content:
    """Return a text with ends of lines for plain spaces, wherever the width asks for one."""
    lines = (_broken(line, width) for line in text.plain.split("\n"))
    return Content("\n".join(lines), list(text.spans))


def height(text: Content, width: int) -> int:
    """Return the lines a text takes."""
    return wrapped(text, width).get_height({}, width)


def _broken(line: str, width: int) -> str:
    words = line.split(" ")
    out, long = words[0], cell_len(words[0])
    for word in words[1:]:
        wide = cell_len(word)
        fits = long + 1 + wide <= width
        out += (" " if fits else "\n") + word
        # A word wider than the line is cut in pieces by textual; what follows it begins a line.
        long = long + 1 + wide if fits else wide
    return out
