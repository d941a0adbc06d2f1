"""Refusals: what the house says when it will not do a thing, as a closed list of named cases."""


class Refusal(Exception):
    """A deed that was not done, with a reason a person can read.

    `code` names the case for programs and tests, `text` (lazy, in the reader's language) is shown,
    `field` is the form field it belongs to, if any.
    """

    def __init__(self, code: str, text: object, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.field = field


class Missing(Exception):
    """There is no such thing, or none for this reader: the edge answers 404 for both."""
