"""Everything that can go wrong in the workspace, as one tree. Knows nothing of HTTP.

WorkspaceError
├── StartError          the operator's: the server cannot start; one sentence says why
├── Unauthorized        the caller's: not signed in, or with something that is no longer valid
├── Forbidden           the caller's: they may see it, and may not do this
├── Missing             the caller's: not there, or not theirs to see
├── Conflict            the caller's: does not go with how things are now
├── Invalid             the caller's: a value we cannot take
├── TooLarge            the caller's: past a limit of size
├── Unsupported         the caller's: a kind of file we do not take
├── TooMany             the caller's: too often; try later
└── Unavailable         ours: cannot be done at the moment

`code` is stable and for programs; the message is a sentence a person can act on.
"""

# ruff: noqa: N818 - the names say what happened; that they are errors is said by the tree


class WorkspaceError(Exception):
    """Root of this package's errors."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class StartError(WorkspaceError):
    """The server cannot start; `detail` says what to do, and nothing was changed."""

    def __init__(self, detail: str, *, code: str = "cannot_start", exit_status: int = 1) -> None:
        super().__init__(code, detail)
        self.exit_status = exit_status


class Unauthorized(WorkspaceError):
    pass


class Forbidden(WorkspaceError):
    pass


class Missing(WorkspaceError):
    pass


class Conflict(WorkspaceError):
    pass


class Invalid(WorkspaceError):
    pass


class TooLarge(WorkspaceError):
    pass


class Unsupported(WorkspaceError):
    pass


class TooMany(WorkspaceError):
    def __init__(self, code: str, detail: str, *, retry_after_seconds: int) -> None:
        super().__init__(code, detail)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(WorkspaceError):
    pass
