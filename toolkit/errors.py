"""Every refusal of the toolkit, its exit status, and the codes of its sentence and hint.

    Refusal
    ├── UsageRefusal        2  the command was not understood
    ├── SourceRefusal       3  the source cannot be examined, or not to its end
    ├── CaseRefusal         4  the case folder cannot be used
    ├── SignatureRefusal    5  our own files are not those shipped, or were taken from us
    └── OutputRefusal       6  a file asked for could not be written

A refusal holds a code and facts; texts/*/errors.toml holds its sentence (`<code>`) and what to try
(`<code>_hint`). Unreadable is not a refusal: it is a fact about one file, recorded and passed.
"""

from typing import Any

DONE = 0
ANSWER_IS_NO = 1
INTERRUPTED = 130


class Refusal(Exception):  # noqa: N818 - a refusal is not a programming error
    """The toolkit will not go on; `code` and `facts` make the sentence shown."""

    status = 1

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class UsageRefusal(Refusal):
    status = 2


class SourceRefusal(Refusal):
    status = 3


class CaseRefusal(Refusal):
    status = 4


class SignatureRefusal(Refusal):
    status = 5


class OutputRefusal(Refusal):
    status = 6


class Unreadable(Exception):  # noqa: N818 - a fact about the evidence, not an error of ours
    """One entry could not be read; `why` is a code of texts/*/coverage.toml."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why, detail)
        self.why = why
        self.detail = detail
