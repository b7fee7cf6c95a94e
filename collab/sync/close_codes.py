"""WebSocket close codes; stock clients do not retry 4400 to 4499."""

from typing import Final

GOING_AWAY: Final = 1001
RESTARTING: Final = 1012
MESSAGE_TOO_LARGE: Final = 1009

MALFORMED: Final = 4400
NOT_SIGNED_IN: Final = 4401
NOT_ALLOWED: Final = 4403
NOT_FOUND: Final = 4404
OTHER_EPOCH: Final = 4409
DOCUMENT_TOO_LARGE: Final = 4413

UNAVAILABLE: Final = 4503
TOO_SLOW: Final = 4529
