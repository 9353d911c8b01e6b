"""Whether most files of a class hold one and the same content, in eight bytes a file."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_CLASSES = ("imaging", "documents")  # the files of a database may be as empty as each other
_MANY = 10  # files


@dataclass(slots=True)
class Most:
    """The content that most files have, if one is (the vote of Boyer and Moore)."""

    votes: int = 0
    content: int = 0  # the first eight bytes of the SHA-256
    size: int = 0
    volume: str = ""
    path: str = ""
    contents: "array[int]" = field(default_factory=lambda: array("Q"))

    def add(self, content: int, size: int, volume: str, path: str) -> None:
        self.contents.append(content)
        if not self.votes:
            self.content, self.size, self.volume, self.path = content, size, volume, path
        self.votes += 1 if content == self.content else -1


@dataclass(slots=True)
class Alike:
    """The pictures and the documents of a backup, or of a machine."""

    _most: dict[str, Most] = field(default_factory=dict)

    def add(self, group: str, size: int, sha256: str | None, volume: str, path: str) -> None:
        if size and sha256 and group in _CLASSES:
            self._most.setdefault(group, Most()).add(int(sha256[:16], 16), size, volume, path)

    def has(self, group: str, content: int) -> bool:
        """Tell a content that several files of the class have here."""
        most = self._most.get(group)
        return most is not None and most.contents.count(content) > 1

    def found(self, machine: "Alike | None") -> Iterator[dict[str, Any]]:
        """Yield a reason for each class whose files hold one content, and did not on the machine."""
        for group, most in self._most.items():
            files, total = most.contents.count(most.content), len(most.contents)
            if files < _MANY or files * 2 <= total:
                continue
            if machine is None or not machine.has(group, most.content):
                about = {"volume": most.volume, "path": most.path, "size": most.size}
                samples = [{"volume": most.volume, "path": most.path}]
                facts = {"files": files, "bytes": files * most.size, "total": total}
                yield {"code": "same_content", **facts, "samples": samples, **about}
