"""The libraries without their bars and advice: a worker's output is read by administrators."""

from functools import cache


@cache
def quiet_libraries() -> None:
    """Imports them too, which takes seconds the first time."""
    import diffusers
    import transformers

    for library in (diffusers, transformers):
        library.utils.logging.set_verbosity_error()
        library.utils.logging.disable_progress_bar()
