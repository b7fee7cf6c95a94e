"""Fingerprints that must not change by accident: whatever a server has computed is found by them.

One that changes on purpose makes every kept result of that type be computed anew; say so in the
changelog, and put the new one here (RE1, RE2).
"""

from render.graph.plan import Wanted
from tests.render.boards import judge, node

GOLDEN = {
    "solid": "8ba369ce2b3a771482673c0f9f21bb912ada167cbe578ed72f40c79db6a73239",
    "plain": "6b3399d29e30520b5baea282b7f5c275d8e9a9eb5c0627de26a95c7f8129d514",
    "gradient": "5600c1825f2eed1cb6ed9fe635e0bf879392ea0d6542c2696ec99b92b6087abb",
    "noise": "361708a1cbaaa0e560760136bf3f7e9638e852d75278d558c0567dd1c913e728",
    "invert": "7c6d725b34967c8fb97801589e57fe29b69ee540a77913f3d05356c6b27a1629",
    "blur": "7cdb0329a672da5876be3e45f5d6b04444d8d3e9b84f15c5e4d54538656b4b8e",
    "resize": "5e12f616fbab0e9c3a9ff08f780a898a6c5a13bc5030a7c817e4ff6b7d2eafaa",
    "adjust": "33a6d1392db65206056fbdf1d206a07a8f08f72535ee93102d6c1141c7300217",
    "blend": "f54e29b4f139288d84653e3518225bb15d19e7dd8fa8296e7033c5b0ec1e1686",
    "sheet": "23c61d936bc0d232b116f3d481740b125928bfd0d39ddcc77bdd73a1b3a7241d",
    "wait": "795b2fe7bc57203340e9e0ebbc3505e8c90c376bd2ca21e1525dddf6eba8b596",
}


def test_known_boards_keep_their_fingerprints() -> None:
    verdicts = judge(
        node("swatch", "swatch", {"color": "#FF8000"}),
        node("solid", "image.solid", {"width": 64.0, "height": 32}, color="swatch.color"),
        node("plain", "image.solid"),
        node("gradient", "image.gradient", {"angle": 12.5, "to": "#ABCDEF"}),
        node("noise", "image.noise", {"seed": 2**53 - 1}),
        node("invert", "image.invert", image="solid"),
        node("blur", "image.blur", {"radius": 2}, image="invert"),
        node("resize", "image.resize", {"width": 5, "filter": "lanczos"}, image="noise"),
        node("adjust", "image.adjust", {"hue": -30}, image="blur"),
        node("blend", "image.blend", {"blend": "screen"}, a="adjust", b="resize"),
        node("sheet", "image.contact", inputs={"images:b": "blend", "images:a": "noise"}),
        node("wait", "debug.wait", image="sheet"),
    )
    found = {id: v.invocation.fingerprint for id, v in verdicts.items() if isinstance(v, Wanted)}
    assert found == GOLDEN
