"""Every error collab raises.

CollabError                      `code` is stable, the message is a sentence for a person
├── DocumentError                ours: a document cannot be used
│   ├── DocumentMissing          document_missing      nothing was ever stored under this id
│   ├── DocumentCorrupt          document_corrupt      a stored row is not what was written
│   └── DocumentUnavailable      document_unavailable  not now: disk full, closed, locked
│       └── JournalTooNew        journal_too_new       written by a newer version of Atelier
└── PeerError                    the other side's
    ├── MalformedFrame           malformed             bytes that are not the protocol
    └── RefusedUpdate            its reason's code     well-formed, but not to be accepted
"""

# ruff: noqa: N818 - these name a condition ("document missing"); the root carries the suffix

from typing import ClassVar


class CollabError(Exception):
    code: ClassVar[str] = "collab"


class DocumentError(CollabError):
    code = "document"


class DocumentMissing(DocumentError):
    code = "document_missing"


class DocumentCorrupt(DocumentError):
    code = "document_corrupt"


class DocumentUnavailable(DocumentError):
    code = "document_unavailable"


class JournalTooNew(DocumentUnavailable):
    code = "journal_too_new"


class PeerError(CollabError):
    code = "peer"


class MalformedFrame(PeerError):
    """Says where the bytes stop being the protocol."""

    code = "malformed"


class RefusedUpdate(PeerError):
    """An update that is dropped whole; `reason` is what a client with receipts is told."""

    code = "refused"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
