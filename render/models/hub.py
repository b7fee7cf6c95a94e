"""The Hugging Face hub: which files a repository has, and where they are. Only a child loads it."""

from dataclasses import dataclass
from typing import Any, Final

import httpx2
from huggingface_hub import HfApi, get_token, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from render.errors import CannotDownload
from render.models.choose import RemoteFile
from render.models.fetch import GATED

_TIMEOUT_SECONDS: Final = 20
_MAX_JSON_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    commit: str
    files: list[RemoteFile]


class Hub:
    def __init__(self, endpoint: str | None, token: str | None) -> None:
        """`None` is what huggingface_hub's own variables and files say."""
        self._endpoint = endpoint
        self._token = token or get_token()
        self._api = HfApi(endpoint=endpoint, token=self._token or False)

    def list(self, repository: str, revision: str | None) -> Listed:
        try:
            info = self._api.model_info(
                repository, revision=revision, files_metadata=True, timeout=_TIMEOUT_SECONDS
            )
        except GatedRepoError as error:
            raise CannotDownload("gated", GATED) from error
        except RevisionNotFoundError as error:
            raise CannotDownload(
                "not_found", f"{repository} has no revision “{revision}”."
            ) from error
        except (RepositoryNotFoundError, HFValidationError) as error:
            raise CannotDownload(
                "not_found",
                f"The hub has no repository {repository}, or it is private: check its name, or set"
                " ATELIER_HF_TOKEN.",
            ) from error
        except HfHubHTTPError as error:
            status = error.response.status_code
            raise CannotDownload(
                "hub_error", f"The hub answers {status}: try again later."
            ) from error
        except (httpx2.HTTPError, OSError) as error:
            raise CannotDownload(
                "offline", f"The hub at {self._api.endpoint} cannot be reached from this server."
            ) from error
        siblings = info.siblings or []
        files = [
            RemoteFile(each.rfilename, each.size or 0, each.lfs.sha256 if each.lfs else None)
            for each in siblings
        ]
        return Listed(info.sha or revision or "main", files)

    def url(self, repository: str, commit: str, path: str) -> str:
        return hf_hub_url(repository, path, revision=commit, endpoint=self._endpoint)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    def read_json(self, repository: str, commit: str, path: str) -> dict[str, Any]:
        url = self.url(repository, commit, path)
        try:
            with httpx2.Client(follow_redirects=True, timeout=_TIMEOUT_SECONDS) as client:
                answer = client.get(url, headers=self.headers())
            answer.raise_for_status()
            said = answer.json() if len(answer.content) <= _MAX_JSON_BYTES else None
        except httpx2.HTTPStatusError as error:
            if error.response.status_code in (401, 403):
                raise CannotDownload("gated", GATED) from error
            raise CannotDownload("hub_error", "The hub gives no index of this model.") from error
        except httpx2.HTTPError as error:
            raise CannotDownload("offline", "The hub stopped answering.") from error
        except ValueError as error:
            raise CannotDownload(
                "hub_error", "The hub's index of this model is damaged."
            ) from error
        if not isinstance(said, dict):
            raise CannotDownload("hub_error", "The hub's index of this model is damaged.")
        return said
