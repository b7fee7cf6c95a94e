"""Kinds of node parameter: what each accepts, and the sentence a designer reads when it does not.

A document's JSON is loose: integers read back as floats, anybody may write anything. Normalising
turns it into one canonical value, so that equal settings have equal fingerprints. Knows nothing of
nodes or graphs.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from collab.documents.model import JSON

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_BRIEF = 60
MODEL_NAME = 500
_CROP_SLACK = 1e-6
QUARTERS = (0, 90, 180, 270)
_ASSET = re.compile(r"[0-9a-f]{64}")


class BadValue(Exception):  # noqa: N818 - a condition
    """A parameter's value cannot be used; the message is a whole sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamSpec:
    """What all parameters share. `default` is used when the document has no value or null."""

    name: str
    title: str
    default: JSON
    description: str = ""
    control: str | None = None
    unit: str | None = None
    advanced: bool = False

    kind: ClassVar[str] = "string"

    def normalise(self, value: JSON) -> JSON:
        """The canonical form of `value`; raises `BadValue`."""
        raise NotImplementedError

    def schema(self) -> dict[str, JSON]:
        """This parameter as a JSON Schema property."""
        found: dict[str, JSON] = {"type": self.kind, "title": self.title, "default": self.default}
        if self.description:
            found["description"] = self.description
        if self.control:
            found["x-control"] = self.control
        if self.unit:
            found["x-unit"] = self.unit
        if self.advanced:
            found["x-advanced"] = True
        return {**found, **self._limits()}

    def _limits(self) -> Mapping[str, JSON]:
        return {}

    def _refuse(self, expected: str, value: JSON) -> BadValue:
        return BadValue(f"{self.title} must be {expected}; it is {shown(value)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(ParamSpec):
    """A finite number within limits, both included."""

    minimum: float
    maximum: float

    kind: ClassVar[str] = "number"
    noun: ClassVar[str] = "a number"

    def normalise(self, value: JSON) -> JSON:
        number = _plain_number(value)
        if number is None or not self.minimum <= number <= self.maximum:
            limits = f"from {shown(self.minimum)} to {shown(self.maximum)}"
            raise self._refuse(f"{self.noun} {limits}", value)
        return number

    def _limits(self) -> Mapping[str, JSON]:
        return {"minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Number):
    """A whole number; `512.0` is one, since documents keep numbers as floats."""

    multiple: int = 1

    kind: ClassVar[str] = "integer"
    noun: ClassVar[str] = "a whole number"

    def normalise(self, value: JSON) -> JSON:
        number = Number.normalise(self, value)
        if not isinstance(number, int):
            limits = f"from {shown(self.minimum)} to {shown(self.maximum)}"
            raise self._refuse(f"{self.noun} {limits}", value)
        if number % self.multiple:
            near = max(self.multiple, round(number / self.multiple) * self.multiple)
            raise BadValue(
                f"{self.title} must be a multiple of {self.multiple}; {number} is not, {near} is"
            )
        return number

    def _limits(self) -> Mapping[str, JSON]:
        limits = Number._limits(self)
        return {**limits, "multipleOf": self.multiple} if self.multiple > 1 else limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(ParamSpec):
    """Text people write together: a `Y.Text` in the document, though a plain string will do.

    `notation` says what signs mean in it: those of a `template`, or of a `prompt`.
    """

    limit: int = 20_000
    notation: str | None = None

    def normalise(self, value: JSON) -> JSON:
        if not isinstance(value, str):
            raise self._refuse("text", value)
        if len(value) > self.limit:
            raise BadValue(
                f"{self.title} may have at most {self.limit} characters; it has {len(value)}"
            )
        return value

    def _limits(self) -> Mapping[str, JSON]:
        return {"x-notation": self.notation} if self.notation else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Color(ParamSpec):
    """A colour as `#rrggbb`, kept in lower case."""

    def normalise(self, value: JSON) -> JSON:
        if not isinstance(value, str) or not _COLOR.fullmatch(value):
            raise self._refuse("a color such as “#ff8800”", value)
        return value.lower()

    def _limits(self) -> Mapping[str, JSON]:
        return {"pattern": "^#[0-9a-fA-F]{6}$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(ParamSpec):
    """One of a few words. `titles` has the names of those that are no words of a language."""

    options: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)

    def normalise(self, value: JSON) -> JSON:
        if value not in self.options:
            raise self._refuse(f"one of {', '.join(self.options)}", value)
        return value

    def _limits(self) -> Mapping[str, JSON]:
        titles: Mapping[str, JSON] = {"x-titles": dict(self.titles)} if self.titles else {}
        return {"enum": list(self.options), **titles}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(ParamSpec):
    """Yes or no."""

    kind: ClassVar[str] = "boolean"

    def normalise(self, value: JSON) -> JSON:
        if not isinstance(value, bool):
            raise self._refuse("on or off", value)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetParam(ParamSpec):
    """The id of a picture on the board; the empty string while there is none."""

    def normalise(self, value: JSON) -> JSON:
        if value == "":
            return value
        if not isinstance(value, str) or not _ASSET.fullmatch(value):
            raise self._refuse("a picture on this board", value)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class CropParam(ParamSpec):
    """The part of a picture that is used: `{x, y, w, h}` as parts of the whole; null for all."""

    kind: ClassVar[str] = "object"

    def normalise(self, value: JSON) -> JSON:
        found = value if isinstance(value, dict) else {}
        sides = [_plain_number(found.get(side)) for side in "xywh"]
        if any(side is None for side in sides):
            raise self._refuse("a part of the picture as {x, y, w, h}", value)
        x, y, w, h = (float(side or 0) for side in sides)
        if min(x, y) < 0 or min(w, h) <= 0 or max(x + w, y + h) > 1 + _CROP_SLACK:
            raise BadValue(
                f"{self.title} must lie within the picture, whose sides are from 0 to 1; "
                f"it is {x:.4g}, {y:.4g} and {w:.4g} wide, {h:.4g} high"
            )
        return {"x": x, "y": y, "w": min(w, 1 - x), "h": min(h, 1 - y)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnParam(ParamSpec):
    """Degrees clockwise in quarter turns, which lose nothing."""

    kind: ClassVar[str] = "integer"

    def normalise(self, value: JSON) -> JSON:
        degrees = _plain_number(value)
        if degrees not in QUARTERS:
            raise self._refuse("0, 90, 180 or 270", value)
        return degrees

    def _limits(self) -> Mapping[str, JSON]:
        return {"minimum": 0, "maximum": 270, "multipleOf": 90}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelParam(ParamSpec):
    """A model by the name that `GET /api/models` gives it; the empty string while there is none.

    Its content enters fingerprints, not its name.
    """

    kinds: tuple[str, ...] = ("checkpoint",)

    def normalise(self, value: JSON) -> JSON:
        if not isinstance(value, str) or len(value) > MODEL_NAME:
            raise self._refuse("the name of a model", value)
        return value

    def _limits(self) -> Mapping[str, JSON]:
        return {"x-models": list(self.kinds)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoraParam(ModelParam):
    """A LoRA by its name."""

    kinds: tuple[str, ...] = ("lora",)


@dataclass(frozen=True, slots=True, kw_only=True)
class StylesParam(ParamSpec):
    """Styles with their words, as `[{name, words, avoid}]`: the words enter fingerprints."""

    most: int = 8
    longest: int = 4000

    kind: ClassVar[str] = "array"

    def normalise(self, value: JSON) -> JSON:
        if not isinstance(value, list) or len(value) > self.most:
            raise self._refuse(f"a list of at most {self.most} styles", value)
        return [self._style(each) for each in value]

    def _style(self, value: JSON) -> JSON:
        found = value if isinstance(value, dict) else {}
        told = {name: found.get(name, "") for name in ("name", "words", "avoid")}
        if not told["name"] or not all(
            isinstance(each, str) and len(each) <= self.longest for each in told.values()
        ):
            raise BadValue(
                f"A style is {{name, words, avoid}}, texts of at most {self.longest} characters"
            )
        return told


def shown(value: JSON) -> str:
    """`value` as a designer would write it, never long."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, int | float):
        return f"{value:.10g}" if isinstance(value, float) else str(value)[:40]
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a group of values"
    return f"“{brief(value)}”" if value else "empty"


def brief(text: str) -> str:
    """`text`, cut where it would be too long for a sentence."""
    return text if len(text) <= _BRIEF else f"{text[:_BRIEF]}…"


def _plain_number(value: JSON) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    return value
