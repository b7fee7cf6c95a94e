"""How large something is, in words for people: as files and downloads are told elsewhere. Pure."""


def amount(size_bytes: int) -> str:
    """In the thousands that makers of disks and hubs count in, with two figures at least."""
    size = max(size_bytes, 0)
    for unit, one in (("GB", 1e9), ("MB", 1e6)):
        if size >= one:
            return f"{size / one:.1f} {unit}"
    return f"{size / 1e3:.0f} kB"
