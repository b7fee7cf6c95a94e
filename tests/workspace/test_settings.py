"""Settings from their three sources, and the sentence for a bad one (WS15)."""

from pathlib import Path

import pytest

from tests.workspace.studio import open_studio, settings_for
from workspace.errors import StartError
from workspace.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_option_beats_the_environment_which_beats_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "atelier.toml").write_text('host = "file"\nport = 1\nworkers = "cpu"\n')
    monkeypatch.setenv("ATELIER_PORT", "2")
    monkeypatch.setenv("ATELIER_HOST", "environment")
    settings = read_settings(port=3, data=None)
    assert (settings.workers, settings.host, settings.port) == ("cpu", "environment", 3)


def test_the_defaults_are_the_contracts(tmp_path: Path) -> None:
    settings = read_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data_folder == tmp_path / "data"
    assert settings.database == f"sqlite+aiosqlite:///{tmp_path / 'data' / 'atelier.db'}"
    assert settings.workers == "auto"
    assert settings.message_limit_bytes == 16 * 1024 * 1024


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"ATELIER_PORT": "eighty"}, 'ATELIER_PORT cannot be "eighty": it must be a whole number'),
        ({"ATELIER_PORT": "70000"}, "it must be at most 65535"),
        ({"ATELIER_DECODER_SECONDS": "0"}, "it must be more than 0"),
        ({"ATELIER_DEBUG_NODES": "perhaps"}, "it must be 1 or 0"),
        ({"ATELIER_BASE_PATH": "a b"}, "/atelier"),
        ({"ATELIER_LOG": "loud"}, "'json'"),
        ({"ATELIER_ADMIN_EMAIL": "ada@studio.test"}, "together"),
    ],
)
def test_a_bad_value_is_one_sentence_and_status_two(
    environment: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StartError) as refusal:
        read_settings()
    assert refusal.value.exit_status == 2
    assert says in refusal.value.detail
    assert "\n" not in refusal.value.detail


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"admin_password": "short"}, "8 to 1024 characters"),
        ({"admin_email": "nobody"}, "not an e-mail"),
        ({"database_url": "postgresql+nodriver://db/atelier"}, "ATELIER_DATABASE_URL"),
        ({"database_url": "sqlite:///a.db"}, "ATELIER_DATABASE_URL"),
        ({"workers": "toaster"}, "toaster"),
    ],
)
async def test_a_value_that_only_shows_at_start_to_be_bad_is_one_sentence_too(
    tmp_path: Path, settings: dict[str, str], says: str
) -> None:
    with pytest.raises(StartError, match=says) as refusal:
        async with open_studio(settings_for(tmp_path / "data", **settings)):
            pass
    assert refusal.value.exit_status == 2


@pytest.mark.parametrize(("text", "says"), [('prot = "1"', '"prot"'), ("port = = 1", "toml")])
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "atelier.toml").write_text(text)
    with pytest.raises(StartError, match=says):
        read_settings()


def test_the_password_is_not_in_what_is_printed_of_the_settings() -> None:
    settings = read_settings(admin_email="a@b.c", admin_password="hush hush")
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "kept"), [("", ""), ("/", ""), ("atelier/", "/atelier"), ("/a/b", "/a/b")]
)
def test_a_base_path_is_kept_in_one_form(given: str, kept: str) -> None:
    assert Settings(base_path=given).base_path == kept
