"""The renderer's errors. A board's mistakes are not here: those are `Problem` values on nodes.

RenderError
├── BadGraph          the caller's: a graph to be run once that cannot be
├── BadModel          whoever gave us the file or folder: not a model that can be used
├── BadPng            whoever gave us the file: it is no PNG, or a broken one
├── BadRecord         whoever gave us the file: what it says of its graph cannot be used
├── CannotDownload    the hub's, the network's or the disk's: a model does not come
├── CatalogError      a node package's mistake: its specs cannot be used together
├── WireError         the other process's mistake: a frame we cannot read
└── WorkerUnavailable a message for a worker that is gone; its work is already queued again
"""

# ruff: noqa: N818 - these name a condition ("worker unavailable"); the root carries the suffix


class RenderError(Exception):
    """Root of everything the renderer raises."""

    code = "render"


class BadGraph(RenderError):
    """`code` is that of what is wrong: one of a result's, `bad_graph` or `bad_output`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class BadModel(RenderError):
    """The message is a sentence for people, and says what to do where something can be done."""

    code = "bad_model"


class BadPng(RenderError):
    code = "bad_png"


class BadRecord(RenderError):
    """`code` is `newer_graph` or `bad_graph`; the message is a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class CannotDownload(RenderError):
    """`code` is stable; the message is a sentence for who wanted the model."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class CatalogError(RenderError):
    code = "catalog"


class WireError(RenderError):
    code = "wire"


class WorkerUnavailable(RenderError):
    code = "worker_unavailable"
