"""What the code here needs of an opened model, whoever opens it."""

from typing import Any, Protocol

import torch


class Parts(Protocol):
    """`pipe` is the family's text-to-image pipeline; what was not asked for may be on the CPU. Its
    scheduler is a template, shared by all: make your own of its configuration.
    """

    @property
    def family(self) -> str: ...

    @property
    def pipe(self) -> Any: ...

    @property
    def dtype(self) -> torch.dtype: ...

    @property
    def device(self) -> torch.device: ...
