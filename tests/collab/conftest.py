"""Property tests here draw the same examples every time, and have no deadline on a busy machine."""

from hypothesis import settings

settings.register_profile("collab", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("collab")
