"""The server's settings: read once, at start, from `ATELIER_*` and `atelier.toml`, then frozen.

An option on the command line beats the environment, which beats the file. Knows nothing of what a
setting is used for; a value that cannot be used becomes one sentence for the operator.
"""

import os
import re
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from render.models.downloads import DownloadLimits
from workspace.errors import StartError

_MIB = 1024 * 1024


class Settings(BaseSettings):
    """Every setting, with its default. `ATELIER_` and the name in capitals sets it."""

    model_config = SettingsConfigDict(
        env_prefix="ATELIER_", toml_file="atelier.toml", frozen=True, extra="forbid"
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    data: Path = Path("data")
    database_url: str = ""
    admin_email: str = ""
    admin_password: SecretStr = SecretStr("")
    workers: str = "auto"
    worker_memory_bytes: int = Field(default=0, ge=0)
    tensor_cache_bytes: int = Field(default=4096 * _MIB, ge=0)
    models: Path | None = None
    safety_checker: str = "off"
    hf_cache: str = "auto"
    hf_endpoint: str = ""
    hf_token: SecretStr = SecretStr("")
    download_private: bool = False
    download_retries: int = Field(default=5, ge=0, le=100)
    download_margin_bytes: int = Field(default=1024 * _MIB, ge=0)
    base_path: str = ""
    debug_nodes: bool = False
    log: Literal["auto", "json", "console"] = "auto"
    trusted_proxies: str = "127.0.0.1"

    session_days: int = Field(default=30, ge=1, le=3650)
    upload_limit_bytes: int = Field(default=64 * _MIB, ge=1)
    json_limit_bytes: int = Field(default=1 * _MIB, ge=1024)
    pixel_limit: int = Field(default=100_000_000, ge=1)
    decoder_processes: int = Field(default=2, ge=1, le=64)
    decoder_memory_bytes: int = Field(default=2048 * _MIB, ge=128 * _MIB)
    decoder_seconds: float = Field(default=20.0, gt=0)
    message_limit_bytes: int = Field(default=16 * _MIB, ge=1024)
    document_limit_bytes: int = Field(default=64 * _MIB, ge=1024)
    updates_per_second: int = Field(default=300, ge=1)
    update_burst: int = Field(default=2000, ge=1)
    awareness_limit_bytes: int = Field(default=8 * 1024, ge=256)
    journal_sync: Literal["FULL", "NORMAL"] = "FULL"
    checkpoint_updates: int = Field(default=2000, ge=1)
    checkpoint_bytes: int = Field(default=4 * _MIB, ge=1024)
    job_history: int = Field(default=10_000, ge=0)
    job_history_days: int = Field(default=30, ge=1, le=36_500)
    rehearsal_seconds: float = Field(default=30.0, gt=0)
    argon2_memory_kib: int = Field(default=65536, ge=64)
    argon2_passes: int = Field(default=3, ge=1)

    @field_validator("base_path")
    @classmethod
    def _normalise_base_path(cls, value: str) -> str:
        path = "/" + value.strip("/")
        if path == "/":
            return ""
        if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", path):
            raise ValueError("must be a path such as /atelier")
        return path

    @model_validator(mode="after")
    def _pair_administrator(self) -> Self:
        if bool(self.admin_email) != bool(self.admin_password.get_secret_value()):
            raise ValueError("ATELIER_ADMIN_EMAIL and ATELIER_ADMIN_PASSWORD must be set together")
        return self

    @property
    def data_folder(self) -> Path:
        return self.data.expanduser().resolve()

    @property
    def models_folder(self) -> Path:
        return (self.models or self.data_folder / "models").expanduser().resolve()

    @property
    def safety_folder(self) -> Path | None:
        """A folder by itself, or below the models folder."""
        if self.safety_checker == "off":
            return None
        return self.models_folder / Path(self.safety_checker).expanduser()

    @property
    def hashes_file(self) -> Path:
        return self.data_folder / "model-hashes.json"

    @property
    def download_limits(self) -> DownloadLimits:
        return DownloadLimits(
            token=self.hf_token.get_secret_value() or None,
            endpoint=self.hf_endpoint or None,
            open_network=self.download_private,
            retries=self.download_retries,
            margin_bytes=self.download_margin_bytes,
        )

    @property
    def hf_cache_folder(self) -> Path | None:
        """As huggingface_hub finds it, which the server itself need not load for that."""
        if self.hf_cache == "off":
            return None
        if self.hf_cache != "auto":
            return Path(self.hf_cache).expanduser()
        if said := os.environ.get("HF_HUB_CACHE"):
            return Path(said).expanduser()
        caches = os.environ.get("XDG_CACHE_HOME", "~/.cache")
        home = os.environ.get("HF_HOME", f"{caches}/huggingface")
        return Path(home).expanduser() / "hub"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data_folder / 'atelier.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def read_settings(**options: Any) -> Settings:
    """Settings with the command line's `options` (those that are not `None`) on top."""
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        raise StartError(_sentence(error), code="bad_setting", exit_status=2) from error
    except ValueError as error:  # the TOML file does not parse
        detail = f"atelier.toml cannot be read: {error}."
        raise StartError(detail, code="bad_setting", exit_status=2) from error


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    message = _reason(first["type"], first.get("ctx", {})) or first["msg"]
    message = message.removeprefix("Value error, ")
    if not first["loc"]:
        return f"{message}."
    field = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f'atelier.toml has a setting "{field}" that Atelier does not know: check its name.'
    if field == "admin_password":
        return f"ATELIER_ADMIN_PASSWORD cannot be used: {_lower(message)}."
    return f'ATELIER_{field.upper()} cannot be "{first["input"]}": {_lower(message)}.'


def _reason(kind: str, limits: dict[str, Any]) -> str | None:
    """What was expected, in words for an operator; `None` where pydantic's are as good."""
    match kind:
        case "int_parsing" | "int_type" | "int_from_float":
            return "it must be a whole number"
        case "float_parsing" | "float_type":
            return "it must be a number"
        case "bool_parsing" | "bool_type":
            return "it must be 1 or 0"
        case "greater_than_equal":
            return f"it must be at least {limits['ge']}"
        case "less_than_equal":
            return f"it must be at most {limits['le']}"
        case "greater_than":
            return f"it must be more than {limits['gt']}"
        case "literal_error":
            return f"it must be {limits['expected']}"
        case _:
            return None


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
