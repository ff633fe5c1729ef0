"""What is wrong with a picture that can be read, in words for its author."""


class Unsuitable(Exception):
    """A picture that is not set, with what is wrong and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
