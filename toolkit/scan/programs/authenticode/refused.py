"""Why a signature is not believed."""


class Refused(Exception):  # noqa: N818 - what it is, as elsewhere in the toolkit
    """A signature that does not hold; `code` is what it makes of the file, `why` what failed."""

    def __init__(self, why: str, code: str = "unreadable") -> None:
        super().__init__(why)
        self.why = why
        self.code = code
