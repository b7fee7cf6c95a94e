"""Whatever the server says to people, the client has in Turkish: read off the code itself."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from render.nodes.builtin import DEBUG_SPECS, SPECS

ROOT = Path(__file__).resolve().parents[2]
TURKISH: dict[str, str] = json.loads(
    (ROOT / "web/src/i18n/tr/server.json").read_text(encoding="utf-8")
)
TELLING = frozenset(
    {
        *("Conflict", "Forbidden", "Invalid", "Missing", "TooLarge", "TooMany", "Unauthorized"),
        *("Unavailable", "Unsupported", "Refused", "problem"),
        *("Problem", "BadParam", "BadTemplate", "BadValue", "BadGraph", "OperationError"),
        *("PoolStatus", "BadModel", "CannotDownload"),
    }
)
"""What is called with a sentence for a person."""
NAMED = frozenset({"message", "detail", "who", "missing"})
"""What such a sentence is called where it is put together first."""
GAP = "\0"


def shapes() -> re.Pattern[str]:
    """Every key as the client matches it, `{name}` standing for anything."""
    keys = (re.sub(r"\\\{\w+\\\}", "(?s:.+)", re.escape(key)) for key in TURKISH)
    return re.compile("|".join(f"(?:{key})" for key in keys))


def words(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(words(part) or GAP for part in parts)
    return None


def told(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=func, args=args, keywords=keywords):
                if ast.unparse(func).rpartition(".")[2] in TELLING:
                    yield from filter(None, map(words, [*args, *(k.value for k in keywords)]))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if name in NAMED or name.isupper():
                    yield from filter(None, [words(value)])
            case ast.Dict(values=values):
                yield from filter(None, map(words, values))


def sentences() -> Iterator[str]:
    for file in sorted([*(ROOT / "render").rglob("*.py"), *(ROOT / "workspace").rglob("*.py")]):
        if file.name in NOT_FOR_PEOPLE:
            continue
        for text in told(ast.parse(file.read_text(encoding="utf-8"))):
            if re.match(rf"[A-Z{GAP}][^\n:]*[a-z]{{2,}} [^\n]", text) and "SELECT" not in text:
                yield text


NOT_FOR_PEOPLE = frozenset({"settings.py", "app.py", "cli.py", "models_cli.py", "openapi.py"})
"""Whoever runs the server, or programs against it, reads English."""


@pytest.mark.parametrize("text", sorted(set(sentences())))
def test_sentence_of_the_server_is_said_in_turkish(text: str) -> None:
    assert shapes().fullmatch(text.replace(GAP, "7")), f"web/src/i18n/tr/server.json lacks {text!r}"


def catalogue() -> Iterator[str]:
    for spec in (*SPECS, *DEBUG_SPECS):
        yield from (spec.title, spec.description)
        yield from (port.title for port in (*spec.inputs, *spec.outputs))
        for param in spec.params:
            yield from filter(None, (param.title, param.description))
            titles = getattr(param, "titles", {})
            for option in set(getattr(param, "options", ())) - titles.keys():
                said = re.sub("[-_]", " ", option)
                yield said[0].upper() + said[1:]
    for file in sorted((ROOT / "workspace/templates").glob("*.json")):
        template = json.loads(file.read_text(encoding="utf-8"))
        yield from (template["name"], template["description"])


def test_node_types_and_templates_are_called_something_in_turkish() -> None:
    assert [text for text in dict.fromkeys(catalogue()) if text not in TURKISH] == []
