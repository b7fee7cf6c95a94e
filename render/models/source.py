"""What somebody typed to get a model → where it is. Pure.

A repository of the hub (`owner/name`, `owner/name@revision`), one file of it
(`owner/name/file.safetensors`), the hub's own addresses of both, or any other address of a file.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote, urlsplit

from render.errors import CannotDownload
from render.models.entry import BASES, Family

_PART: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
_REPOSITORY = re.compile(rf"({_PART}/{_PART})(?:@([A-Za-z0-9][A-Za-z0-9._/-]{{0,95}}))?")
_IN_REPOSITORY = re.compile(rf"({_PART}/{_PART})/(.+\.safetensors)")
_HUB_PATH = re.compile(rf"/({_PART}/{_PART})(?:/(tree|blob|resolve)/([^/]+)(?:/(.+))?)?/?")
_HUB_HOSTS: Final = ("huggingface.co", "www.huggingface.co", "hf.co")
_SETTINGS: Final = "settings:"
HINT: Final = (
    "Give a repository such as stabilityai/sdxl-turbo, or the address of a .safetensors file."
)


@dataclass(frozen=True, slots=True)
class Repository:
    name: str
    revision: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    url: str


@dataclass(frozen=True, slots=True)
class FamilySettings:
    """Configs and tokenizers for single files of a family, without weights."""

    family: Family


Source: TypeAlias = Repository | Address | FamilySettings


def parse_source(text: str) -> Source:
    """Raises `CannotDownload` with a sentence."""
    text = text.strip()
    if text.startswith(_SETTINGS):
        for family in BASES:
            if family == text.removeprefix(_SETTINGS):
                return FamilySettings(family)
    if re.match(r"[a-z]+://", text):
        return _parse_address(text)
    if found := _REPOSITORY.fullmatch(text):
        return Repository(found[1], found[2])
    if (found := _IN_REPOSITORY.fullmatch(text)) and is_safe(found[2]):
        return Repository(found[1], None, found[2])
    raise CannotDownload("bad_source", f"“{text[:80]}” names no model. {HINT}")


def is_safe(path: str) -> bool:
    """Whether a path that somebody else gave stays inside the folder it is meant for."""
    parts = path.split("/")
    return all(re.fullmatch(r"[\w@+()\[\], -][\w.@+()\[\], -]*", part) for part in parts)


def source_id(source: Source, variant: str | None) -> str:
    """The same for the same wish, so that it is found again after a restart."""
    return hashlib.sha256(f"{source!r} {variant}".encode()).hexdigest()[:12]


def _parse_address(text: str) -> Source:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError as error:
        raise CannotDownload("bad_source", f"This address cannot be read. {HINT}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise CannotDownload("bad_source", f"This is no web address. {HINT}")
    if parts.username or parts.password:
        raise CannotDownload("bad_source", "An address with a password in it is not kept here.")
    if host in _HUB_HOSTS and (found := _HUB_PATH.fullmatch(unquote(parts.path))):
        name, _, revision, file = found.groups()
        if file is not None and not (file.endswith(".safetensors") and is_safe(file)):
            raise CannotDownload("bad_source", f"Only .safetensors files are taken. {HINT}")
        return Repository(name, None if revision == "main" else revision, file)
    return Address(parts._replace(fragment="").geturl())
