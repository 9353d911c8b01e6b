"""Which kernel modules the live system has: a written list of what is taken, and what is never taken."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from release import HERE, Refused

LIST = HERE / "boot" / "modules.txt"
_BARE = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}  # nothing of the builder's own


@dataclass(frozen=True, slots=True)
class Choice:
    """Folders and modules taken, and those banned; paths under kernel/ without ending."""

    taken: tuple[str, ...]
    banned: tuple[str, ...]

    def takes(self, module: str) -> bool:
        """Tell whether the list asks for this module."""
        return _under(module, self.taken) and not self.bans(module)

    def bans(self, module: str) -> bool:
        """Tell whether this module must never be there."""
        return _under(module, self.banned)


def read(text: str) -> Choice:
    """Return the choice written in a list."""
    lines = [word for line in text.splitlines() if (word := line.split("#", 1)[0].strip())]
    taken = tuple(line for line in lines if not line.startswith("!"))
    return Choice(taken, tuple(line[1:] for line in lines if line.startswith("!")))


def dependencies(text: str) -> dict[str, list[str]]:
    """Return every module of a modules.dep and all it depends on, as paths under kernel/ without ending."""
    found = {}
    for line in text.splitlines():
        module, _, needed = line.partition(":")
        found[_plain(module)] = [_plain(word) for word in needed.split()]
    return found


def chosen(choice: Choice, needs: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """Return the modules kept with what they need, and those asked for but left out for a banned need."""
    asked = [module for module in needs if choice.takes(module)]
    left = {module for module in asked if any(choice.bans(need) for need in needs[module])}
    kept = {one for module in asked if module not in left for one in (module, *needs[module])}
    return sorted(kept), sorted(left)


def unknown(choice: Choice, needs: Iterable[str]) -> list[str]:
    """Return the lines of the list that name nothing this kernel has."""
    known = list(needs)
    return [line for line in choice.taken if not any(_under(module, (line,)) for module in known)]


def install(kernel: Path, root: Path) -> str:
    """Put the chosen modules of an unpacked kernel package into a root and return the kernel's release."""
    (modules,) = (kernel / "lib" / "modules").iterdir()
    target = root / "usr" / "lib" / "modules" / modules.name
    shutil.copytree(modules, target, symlinks=True)
    inside(root, "depmod", modules.name)
    choice = read(LIST.read_text(encoding="utf-8"))
    needs = dependencies((target / "modules.dep").read_text(encoding="utf-8"))
    if absent := unknown(choice, needs):
        raise Refused(f"{LIST.name} names what this kernel does not have: {', '.join(absent)}")
    kept, left = chosen(choice, needs)
    for module in needs.keys() - set(kept):
        (target / "kernel" / f"{module}.ko").unlink()
    inside(root, "depmod", modules.name)
    print(f"kernel {modules.name}: {len(kept)} modules of {len(needs)}; left out: {', '.join(left)}")
    return modules.name


def check(root: Path) -> None:
    """Raise Refused if the root holds a module that must never be there."""
    choice = read(LIST.read_text(encoding="utf-8"))
    for module in _present(root):
        if choice.bans(module):
            raise Refused(f"{module} must not be in the live system")


def firmware(root: Path) -> list[str]:
    """Return the firmware files that modules of this root may ask for."""
    files = sorted(f"/{path.relative_to(root)}" for path in (root / "usr/lib/modules").rglob("*.ko"))
    return sorted(set(inside(root, "modinfo", "-F", "firmware", *files).split()))


def inside(root: Path, *command: str) -> str:
    """Run one of the root's own programs in it and return what it said."""
    done = subprocess.run(
        ["chroot", str(root), *command], env=_BARE, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        raise Refused(f"{command[0]} failed:\n{done.stderr.decode(errors='replace')}")
    return done.stdout.decode()


def _present(root: Path) -> Iterator[str]:
    for path in (root / "usr" / "lib" / "modules").rglob("*.ko*"):
        yield _plain(str(path).split("/kernel/", 1)[1])


def _plain(path: str) -> str:
    return path.removeprefix("kernel/").split(".ko", 1)[0]


def _under(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(f"{place}/") for place in places)
