"""Downloads from a stand-in hub over real HTTP, in real child processes."""

import asyncio
import hashlib
import resource
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from render.errors import CannotDownload
from render.models.downloads import Download, DownloadLimits, Downloads
from render.models.fetch import check_host
from render.models.hashes import FileHashes
from render.models.scan import ModelScanner
from render.models.source import Address, FamilySettings, Repository, parse_source
from tests.eventually import eventually
from tests.hub import COMMIT, StandInHub, stand_in_hub
from tests.render.models import files

BIG = {"conv_in.weight": (512, 1024)}
"""A megabyte: what a connection breaks in."""


@pytest.fixture
def hub() -> Iterator[StandInHub]:
    with stand_in_hub() as hub:
        pipeline = files.pipeline_files()
        pipeline["unet/diffusion_pytorch_model.safetensors"] = files.tensors(BIG)
        pipeline["unet/diffusion_pytorch_model.fp16.safetensors"] = files.tensors(
            {"conv_in.weight": (8, 8)}
        )
        pipeline["unet/diffusion_pytorch_model.bin"] = b"\x80pickle"
        pipeline["unet/flax_model.msgpack"] = b"flax"
        pipeline["v1-5.safetensors"] = files.tensors(files.SD1)
        hub.repositories["someone/dream"] = pipeline
        yield hub


class Shelf:
    """A models folder and what downloads into it."""

    def __init__(self, hub: StandInHub, folder: Path) -> None:
        self.models = folder / "models"
        self.limits = DownloadLimits(endpoint=hub.url, open_network=True, retries=0, margin_bytes=0)
        self.arrived: dict[str, str] = {}

    def open(self) -> Downloads:
        return Downloads(self.models, self.limits, self._arrived)

    async def get(self, source: str, variant: str | None = None) -> Download:
        async with self.open() as downloads:
            return await downloads.wait(downloads.add(source, variant).id)

    async def _arrived(self, hashes: dict[str, str]) -> None:
        self.arrived.update(hashes)

    def files(self) -> set[str]:
        """All that is there, of an unfinished download too."""
        paths = (path for path in self.models.rglob("*") if path.is_file())
        return {path.relative_to(self.models).as_posix() for path in paths}

    def names(self) -> set[str]:
        return {entry.name for entry in ModelScanner(self.models, None, FileHashes()).scan()}


@pytest.fixture
def shelf(hub: StandInHub, tmp_path: Path) -> Shelf:
    return Shelf(hub, tmp_path)


def refusal(download: Download) -> tuple[str, str]:
    assert download.state == "stopped", download
    assert download.error is not None
    assert download.error[1].endswith(".")
    return download.error


async def test_a_pipeline_comes_with_what_it_needs_and_nothing_else(
    hub: StandInHub, shelf: Shelf
) -> None:
    download = await shelf.get("someone/dream")
    assert download.state == "done", download.error
    wanted = set(files.pipeline_files())
    assert shelf.files() == {f"someone/dream/{name}" for name in wanted}
    unet = shelf.models / "someone/dream/unet/diffusion_pytorch_model.safetensors"
    assert shelf.arrived[str(unet)] == hashlib.sha256(files.tensors(BIG)).hexdigest()
    assert all(f"/resolve/{COMMIT}/" in path for path, _ in hub.asked)
    assert download.received == download.total


async def test_the_smaller_variant_is_taken_where_there_is_one(shelf: Shelf) -> None:
    await shelf.get("someone/dream", "fp16")
    assert "someone/dream/unet/diffusion_pytorch_model.fp16.safetensors" in shelf.files()
    assert "someone/dream/unet/diffusion_pytorch_model.safetensors" not in shelf.files()
    assert "someone/dream/vae/diffusion_pytorch_model.safetensors" in shelf.files()


async def test_a_broken_connection_is_tried_again_where_it_broke(
    hub: StandInHub, shelf: Shelf
) -> None:
    hub.breaks, hub.breaks_after = 1, 400_000
    shelf.limits = replace(shelf.limits, retries=1)
    assert (await shelf.get("someone/dream")).state == "done"
    ranges = [
        asked
        for path, asked in hub.asked
        if path.endswith("unet/diffusion_pytorch_model.safetensors")
    ]
    assert ranges == [None, "bytes=400000-"]


async def test_what_broke_goes_on_after_a_restart_and_is_no_model_meanwhile(
    hub: StandInHub, shelf: Shelf
) -> None:
    hub.breaks, hub.breaks_after = 1, 400_000
    stopped = await shelf.get("someone/dream")
    assert refusal(stopped)[0] == "broken"
    assert shelf.names() == set()
    async with shelf.open() as downloads:  # as the next start of the server does
        (resumed,) = downloads.all()
        assert (resumed.id, resumed.source) == (stopped.id, "someone/dream")
        done = await downloads.wait(resumed.id)
    assert done.state == "done", done.error
    assert "bytes=400000-" in [asked for _, asked in hub.asked]
    assert shelf.names() == {"someone/dream"}


async def test_a_cancel_ends_it_at_once_and_leaves_nothing(hub: StandInHub, shelf: Shelf) -> None:
    hub.held = threading.Event()
    async with shelf.open() as downloads:
        id = downloads.add("someone/dream").id

        async def received() -> int:
            return downloads.all()[0].received

        await eventually(received, lambda so_far: so_far > 100_000, "half of it has come")
        async with asyncio.timeout(30):
            assert await downloads.remove(id)
        assert downloads.all() == []
    assert shelf.files() == set()


async def test_a_gated_repository_comes_with_a_token_that_is_written_nowhere(
    hub: StandInHub, shelf: Shelf, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    hub.gated.add("someone/dream")
    code, sentence = refusal(await shelf.get("someone/dream"))
    assert (code, "start the server with it as ATELIER_HF_TOKEN" in sentence) == ("gated", True)
    token = "hf_ThatNobodyMaySee"
    shelf.limits = replace(shelf.limits, token=token)
    hub.breaks, hub.breaks_after = 1, 400_000
    assert (await shelf.get("someone/dream")).state == "stopped"
    written = [path.read_bytes() for path in shelf.models.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert (await shelf.get("someone/dream")).state == "done"
    said = "".join([caplog.text, *capfd.readouterr(), repr(shelf.limits)]).encode()
    assert not any(token.encode() in each for each in [*written, said])


async def test_a_disk_that_fills_up_stops_it_and_what_came_is_kept(
    hub: StandInHub, shelf: Shelf
) -> None:
    """No file may grow larger than that: as a full disk is to whoever writes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, limits[1]))
    try:
        code, sentence = refusal(await shelf.get("someone/dream"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (code, "The models folder cannot be written" in sentence) == ("no_space", True)
    assert shelf.names() == set()
    assert (await shelf.get("someone/dream")).state == "done"
    (asked,) = [
        first
        for path, first in hub.asked[::-1]
        if path.endswith("unet/diffusion_pytorch_model.safetensors") and first is not None
    ]
    assert int(asked.removeprefix("bytes=").removesuffix("-")) > 100_000


async def test_a_wrong_checksum_is_noticed(hub: StandInHub, shelf: Shelf) -> None:
    hub.lies = True
    code, _ = refusal(await shelf.get("someone/dream"))
    assert code == "checksum"
    assert shelf.names() == set()


async def test_a_file_by_its_address_is_put_where_its_kind_belongs(
    hub: StandInHub, shelf: Shelf
) -> None:
    hub.repositories["x/y"] = {"style.safetensors": files.tensors(files.kohya(768))}
    done = await shelf.get(f"{hub.url}/elsewhere/x/y/resolve/main/style.safetensors?token=1")
    assert done.state == "done", done.error
    assert shelf.names() == {"loras/style.safetensors"}


async def test_a_file_that_cannot_be_used_is_refused_as_it_begins_to_arrive(
    hub: StandInHub, shelf: Shelf
) -> None:
    flux = files.tensors({"double_blocks.0.weight": (4000, 1000)})
    hub.repositories["x/y"] = {"flux.safetensors": flux, "evil.safetensors": b"\x80" * 200_000}
    for name, why in (("flux", "Flux"), ("evil", "not a safetensors file")):
        code, sentence = refusal(await shelf.get(f"{hub.url}/x/y/resolve/main/{name}.safetensors"))
        assert code == "not_usable"
        assert why in sentence
    parts = [path.stat().st_size for path in shelf.models.rglob("flux.safetensors.part")]
    assert parts[0] < len(flux)


async def test_settings_of_a_family_come_without_weights(hub: StandInHub, shelf: Shelf) -> None:
    hub.repositories["stable-diffusion-v1-5/stable-diffusion-v1-5"] = files.pipeline_files()
    files.write(shelf.models / "a.safetensors", files.tensors(files.SD1))
    assert (await shelf.get("settings:sd1")).state == "done"
    (entry,) = ModelScanner(shelf.models, None, FileHashes()).scan()
    assert entry.config == str(shelf.models / ".configs/sd1")
    assert entry.problem is None
    assert not any(
        name.startswith(".configs") and name.endswith(".safetensors") for name in shelf.files()
    )


@pytest.mark.parametrize(
    ("source", "code", "why"),
    [
        ("no/such", "not_found", "no repository no/such"),
        ("someone/gated", "gated", "ATELIER_HF_TOKEN"),
        ("someone/pickled", "pickle", "only as a pickle"),
        ("someone/pickles", "pickle", "only as pickles"),
        ("someone/several", "several_files", "someone/several/a.safetensors"),
        ("someone/flux", "not_usable", "FluxPipeline"),
        ("someone/dream/other.safetensors", "not_found", "no file"),
        ("http://127.0.0.1:1/x.safetensors", "offline", "cannot be reached"),
    ],
)
async def test_what_does_not_come_says_why(
    hub: StandInHub, shelf: Shelf, source: str, code: str, why: str
) -> None:
    one = files.pipeline_files()
    hub.repositories["someone/gated"] = one
    hub.gated.add("someone/gated")
    vae = "vae/diffusion_pytorch_model"
    pickled = {name: each for name, each in one.items() if name != f"{vae}.safetensors"}
    hub.repositories["someone/pickled"] = {**pickled, f"{vae}.bin": b""}
    hub.repositories["someone/pickles"] = {"model.ckpt": b"", "README.md": b""}
    tensors = files.tensors(files.SD1)
    hub.repositories["someone/several"] = {"a.safetensors": tensors, "b.safetensors": tensors}
    hub.repositories["someone/flux"] = files.pipeline_files("FluxPipeline")
    found, sentence = refusal(await shelf.get(source))
    assert found == code
    assert why in sentence


async def test_too_little_space_is_said_before_anything_is_fetched(
    hub: StandInHub, shelf: Shelf
) -> None:
    shelf.limits = replace(shelf.limits, margin_bytes=2**60)
    code, sentence = refusal(await shelf.get("someone/dream"))
    assert code == "no_space"
    assert "the disk of the models folder has" in sentence
    assert [path for path, _ in hub.asked if path.endswith(".safetensors")] == []


async def test_addresses_inside_of_the_network_are_refused(hub: StandInHub, shelf: Shelf) -> None:
    shelf.limits = replace(shelf.limits, open_network=False)
    assert refusal(await shelf.get(f"{hub.url}/x.safetensors"))[0] == "refused"
    for url in ("https://127.0.0.1/x.safetensors", "https://[::1]/x.safetensors"):
        code, sentence = refusal(await shelf.get(url))
        assert code == "refused"
        assert "own network" in sentence


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "0.0.0.0"],  # noqa: S104
)
def test_no_private_address_passes(host: str) -> None:
    with pytest.raises(CannotDownload):
        check_host(host, 443)


@pytest.mark.parametrize(
    ("typed", "source"),
    [
        (" stabilityai/sdxl-turbo ", Repository("stabilityai/sdxl-turbo")),
        ("a/b@fp16", Repository("a/b", "fp16")),
        ("a/b/c/d.safetensors", Repository("a/b", None, "c/d.safetensors")),
        ("https://huggingface.co/a/b", Repository("a/b")),
        ("https://huggingface.co/a/b/tree/v2", Repository("a/b", "v2")),
        (
            "https://huggingface.co/a/b/blob/main/x.safetensors",
            Repository("a/b", None, "x.safetensors"),
        ),
        ("https://x.org/m?id=1#a", Address("https://x.org/m?id=1")),
        ("settings:sdxl", FamilySettings("sdxl")),
    ],
)
def test_what_is_typed_is_understood(typed: str, source: object) -> None:
    assert parse_source(typed) == source


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "model",
        "a/../b",
        "../../etc",
        "a/b/../../x.safetensors",
        "ftp://x/y",
        "https://u:p@x/y",
        "settings:flux",
        "file:///etc/passwd",
        "https://huggingface.co/a/b/blob/main/x.ckpt",
        "http://[",
    ],
)
def test_what_names_no_model_is_refused(typed: str) -> None:
    with pytest.raises(CannotDownload) as refused:
        parse_source(typed)
    assert str(refused.value).endswith(".")
