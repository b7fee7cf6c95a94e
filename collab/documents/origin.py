"""Who made a transaction, for those on this server who must tell their own changes apart."""

from typing import Final

SERVER: Final = "server"
"""The server itself: REST edits, templates, restores."""

RENDER: Final = "render"
"""The renderer's write-back."""

CLIENTS: Final = "clients"
"""What people sent: one transaction may hold several connections' updates."""
