"""The error for a request that can't be read."""


class BadRequestError(Exception):
    """The request can't be read; `status` is the HTTP status of the answer.

    `reason` is a text of ours, for logs and JSON; at most it names a field of the request.
    """

    def __init__(self, reason: str, status: int = 400) -> None:
        """Create the error; `reason` must quote no value of the request."""
        super().__init__(reason)
        self.reason = reason
        self.status = status
