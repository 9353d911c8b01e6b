"""Which rules can match a file that is no program, or a large one, so that the others are kept from it.

A rule leaves the light set only when every way its condition can hold asks for a program: its first bytes, or
a field that the modules of libyara leave undefined on any other file. It leaves the light set of large files
as well when every way asks for one of these or for a smaller file. What is not understood stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from toolkit.scan.rules.beginning import beginning
from toolkit.scan.rules.condition import Node, effort, enclosed, split, tree
from toolkit.scan.rules.parts import Parts, Rule, Token, parts
from toolkit.scan.rules.size import below

# The first bytes of programs: Windows, ELF, Mach-O of either byte order, of several machines, Dalvik.
_STARTS = (
    b"MZ",
    b"\x7fE",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xca\xfe\xba\xbe",
    b"\xbe\xba\xfe\xca",
    b"dex\n",
)
# And of what few files are and many rules ask for: shortcuts, OLE2 documents, OneNote, dumps of memory.
_HEAVY = (*_STARTS, b"\x4c\0\0\0\x01\x14\x02\0", b"\xd0\xcf\x11\xe0", b"\xe4\x52\x5c\x7b", b"MDMP")
# A Java class begins like a Mach-O for several machines; the next four bytes are a version from 45 on there
# (JVM specification, 4.1), and here a number of machines, far lower.
_SHARED = b"\xca\xfe\xba\xbe"
_VERSION = b"\0\0\0\x2d"
# Always defined: flags that say "no" and the constants, which are in capitals (libyara 4.5, modules/*.c).
_ALWAYS = frozenset({"is_pe", "is_dotnet"})
_MODULES = frozenset({"pe", "elf", "dotnet"})
_SETS = frozenset({"for", "of", "and", "or", "not", "defined"})
_MOST_EFFORT = 20_000_000  # looks at tokens for one file, a few seconds; published rules ask for less


def is_program(head: bytes) -> bool:
    """Tell whether content that begins with these bytes is a program's."""
    return head.startswith(_STARTS)


def is_heavy(head: bytes) -> bool:
    """Tell whether content that begins with these bytes is for the whole set: programs, and a few others.

    Eight bytes of a file decide. Of fewer that a rule asks for, the answer is yes when every file is heavy
    that begins with them: a Java class is not.
    """
    if head.startswith(_SHARED):
        return len(head) >= len(_SHARED) + len(_VERSION) and head[4:8] < _VERSION
    return head.startswith(_HEAVY)


@dataclass(slots=True)
class _Known:
    """The rules of a file by name, and of those looked at so far, whether they need a program or less."""

    rules: Mapping[str, Rule]
    least: int  # bytes of the files that rules are wanted for
    programs: bool  # whether they may be programs
    needing: dict[str, bool] = field(default_factory=dict)


def light(text: str, kept: frozenset[str] = frozenset(), least: int = 0) -> str:
    """Return the rules of a file that can match what is no program and has `least` bytes; "" for none.

    Rules they refer to and global rules stay with them, and so do the rules named in `kept`. A condition that
    is false on such a file has "false" in its place, so that its module need not be imported. ValueError
    where the text cannot be cut into rules; it must hold no include.
    """
    return _routed(text, kept, least, programs=False)


def large(text: str, kept: frozenset[str], least: int) -> str:
    """Return the rules of a file that can match a file of `least` bytes, of any kind, as `light` does."""
    return _routed(text, kept, least, programs=True)


def _routed(text: str, kept: frozenset[str], least: int, *, programs: bool) -> str:
    try:
        whole = parts(text)
        return _cut(whole, kept, _Known({rule.name: rule for rule in whole.rules}, least, programs))
    except RecursionError as error:
        raise ValueError("deep") from error


def _cut(whole: Parts, kept: frozenset[str], known: _Known) -> str:
    if sum(effort(rule.condition) for rule in whole.rules) > _MOST_EFFORT:
        raise ValueError("deep")
    if any("global" in rule.marks and _needing(rule.name, known) for rule in whole.rules):
        return ""
    wanted = {rule.name for rule in whole.rules if rule.name in kept or not _needing(rule.name, known)}
    shown = {rule.name for rule in whole.rules if rule.name in wanted and "private" not in rule.marks}
    if not shown:
        return ""
    staying = {rule.name for rule in whole.rules if "global" in rule.marks} | shown
    for rule in reversed(whole.rules):  # a rule can refer only to those above it
        if rule.name in staying:
            staying |= named_rules(rule.condition, known.rules)
    return _written(whole, staying, shown, known)


def _written(whole: Parts, staying: set[str], shown: set[str], known: _Known) -> str:
    texts = []
    used: set[str] = set()
    for rule in whole.rules:
        if rule.name in staying:
            cuts = _falsehoods(tree(rule.condition), rule, known)
            left = [token for token in rule.condition if not any(a <= token.start < b for a, b, _ in cuts)]
            used |= {a.text for a, b in pairwise(left) if b.text == "."}
            # What stays only for others to refer to reports no match of its own here either.
            text = _replaced(whole.text, rule, cuts)
            hidden = rule.name not in shown and not rule.marks
            texts.append(f"private {text}" if hidden else text)
    imports = [f'import "{name}"' for name in whole.imports if name in used]
    return "\n".join((*imports, *texts, ""))


def _replaced(text: str, rule: Rule, cuts: Sequence[tuple[int, int, str]]) -> str:
    pieces, place = [], rule.start
    for start, end, instead in sorted(cuts):
        pieces += [text[place:start], instead]
        place = end
    return "".join((*pieces, text[place : rule.end]))


def named_rules(condition: Sequence[Token], rules: Mapping[str, object]) -> set[str]:
    """Return the rules that a condition refers to, by name or by the beginning of names."""
    found: set[str] = set()
    for token, after in zip(condition, (*condition[1:], None), strict=True):
        if token.kind == "word":
            if after is not None and after.text == "*" and after.start == token.end:
                found |= {name for name in rules if name.startswith(token.text)}
            if token.text in rules:
                found.add(token.text)
    return found


def _needing(name: str, known: _Known) -> bool:
    """Tell whether a rule can hold only on a program, or on a smaller file than it is wanted for."""
    if name not in known.needing:
        known.needing[name] = False  # while it is looked at: a rule cannot refer to itself
        rule = known.rules[name]
        known.needing[name] = _needs(tree(rule.condition), rule, known)
    return known.needing[name]


def _needs(node: Node, rule: Rule, known: _Known) -> bool:
    if node.kind == "or":
        return all(_needs(one, rule, known) for one in node.inner)
    if node.kind == "and":
        return any(_needs(one, rule, known) for one in node.inner) or _begins(node, rule, known)
    if node.kind == "not":
        return node.inner[0].kind == "atom" and _void(node.inner[0].tokens, known)
    return (
        _void(node.tokens, known)
        or _unmet(node.tokens, known)
        or _begins(node, rule, known)
        or (
            len(node.tokens) == 1
            and node.tokens[0].text in known.rules
            and _needing(node.tokens[0].text, known)
        )
        or _needs_in_loop(node.tokens, rule, known)
    )


def _begins(node: Node, rule: Rule, known: _Known) -> bool:
    return not known.programs and is_heavy(beginning(node, rule))


def _void(tokens: Sequence[Token], known: _Known) -> bool:
    """Tell whether an atom is undefined, hence false, "not" before it or no, on all that is wanted."""
    return not known.programs and _undefined(tokens)


def _unmet(tokens: Sequence[Token], known: _Known) -> bool:
    """Tell whether an atom is false, and "not" of it true, on all that is wanted."""
    if len(tokens) == 1 and tokens[0].text == "false":
        return True
    return below(tokens, known.least) or (not known.programs and _says_program(tokens))


def _needs_in_loop(tokens: Sequence[Token], rule: Rule, known: _Known) -> bool:
    """Tell whether `for any … : ( body )` goes over what only programs have, or has a body about them."""
    head, body = _loop(tokens)
    if not body or any(token.text in known.rules for token in head):
        return False  # a variable hides the rule of its name
    return _undefined_range(head, known) or _needs(tree(body), rule, known)


def _loop(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return what stands before and in the brackets of `for any …`, both empty where it is not understood.

    Understood are `of` sets of strings, and `in` a range or an array or dictionary of a module. A list is
    not: a member that is undefined takes nothing from the others.
    """
    if len(tokens) < 3 or tokens[0].text != "for" or tokens[1].text != "any":
        return (), ()
    pieces = split(tokens, ":")
    if len(pieces) != 2 or not enclosed(pieces[1]) or _strings_in(pieces[0]):
        return (), ()
    over = _gone_over(pieces[0])
    understood = tokens[2].text == "of" if not over else _is_range(over) or _is_field(over)
    return (pieces[0], pieces[1]) if understood else ((), ())


def _gone_over(head: Sequence[Token]) -> Sequence[Token]:
    """Return what stands after the first "in" of a loop, nothing where there is none."""
    return next((head[place + 1 :] for place, token in enumerate(head) if token.text == "in"), ())


def _is_range(tokens: Sequence[Token]) -> bool:
    if not enclosed(tokens):
        return False
    return len(split(tokens[1:-1], "..")) == 2 and len(split(tokens[1:-1], ",")) == 1


def _is_field(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 2 and tokens[0].text in _MODULES and tokens[1].text == "."


def _undefined_range(head: Sequence[Token], known: _Known) -> bool:
    """Tell whether a loop that was understood goes over what is undefined on all that is wanted."""
    return not known.programs and _has_field(_gone_over(head))


def _undefined(tokens: Sequence[Token]) -> bool:
    """Tell whether an atom is undefined, hence false, "not" before it or no, on all that is no program.

    A comparison or a call that takes an undefined value is undefined; counts and sets of strings are not.
    """
    words = [token.text for token in tokens if token.kind == "word"]
    if not words or not _SETS.isdisjoint(words) or any(word[0] in "#@!" for word in words):
        return False
    if any(word[0] == "$" for word in words) and not _placed(tokens):
        return False
    return "entrypoint" in words or _has_field(tokens)


def _strings_in(tokens: Sequence[Token]) -> bool:
    return any(token.kind == "word" and token.text[0] in "$#@!" for token in tokens)


def _placed(tokens: Sequence[Token]) -> bool:
    """Tell `$a at place` from other uses of strings."""
    rest = [token.text for token in tokens[2:]]
    return len(tokens) > 2 and tokens[1].text == "at" and not any(text.startswith("$") for text in rest)


def _has_field(tokens: Sequence[Token]) -> bool:
    for module, dot, name in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if module.text in _MODULES and dot.text == "." and name.kind == "word":
            constant = name.text.upper() == name.text
            if not constant and name.text not in _ALWAYS:
                return True
    return False


def _says_program(tokens: Sequence[Token]) -> bool:
    """Tell whether an atom is a flag that only programs raise."""
    texts = [token.text for token in tokens]
    flagged = len(texts) in {3, 5} and texts[0] in _MODULES and texts[1] == "." and texts[2] in _ALWAYS
    return flagged and texts[3:] in ([], ["==", "1"])


def _falsehoods(node: Node, rule: Rule, known: _Known) -> list[tuple[int, int, str]]:
    """Return where atoms stand that are false on what rules are wanted for, and what to write there.

    Only below "and" and "or": a part below "not" is left as it is.
    """
    if node.kind in {"or", "and"}:
        return [cut for one in node.inner for cut in _falsehoods(one, rule, known)]
    atom = node.inner[0] if node.kind == "not" else node
    if atom is node and _undefined_range(_loop(atom.tokens)[0], known) and not _strings_in(atom.tokens):
        return [(node.tokens[0].start, node.tokens[-1].end, "false")]
    if atom.kind != "atom":
        return []
    if not (_void(atom.tokens, known) or (atom is node and _unmet(atom.tokens, known))):
        return []
    # A string that no condition names any more would be an error.
    named = " and ".join(token.text for token in atom.tokens if token.text.startswith("$"))
    return [(node.tokens[0].start, node.tokens[-1].end, f"(false and {named})" if named else "false")]
