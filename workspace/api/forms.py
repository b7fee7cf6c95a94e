"""The bytes of the field `file` in a multipart form, as they arrive: nothing is kept in memory."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from workspace.errors import Invalid

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELD = b"file"


async def file_in_form(content_type: str, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Raises `Invalid` for bytes that are not a form, and for a form without the field."""
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    reading = _Reading()
    try:
        parser = MultipartParser(boundary, reading.callbacks())
        async for chunk in chunks:
            parser.write(chunk)
            for part in reading.take():
                yield part
        parser.finalize()
    except FormParserError as error:
        raise Invalid("bad_form", "This form cannot be read: it is not whole.") from error
    if not reading.found:
        raise Invalid("bad_form", 'The form has no field "file" with the picture.')


class _Reading:
    """What the parser's callbacks have seen so far."""

    def __init__(self) -> None:
        self.found = False
        self._wanted = False
        self._name = b""
        self._value = b""
        self._data: list[bytes] = []

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._add_name,
            "on_header_value": self._add_value,
            "on_header_end": self._end_header,
            "on_part_data": self._add_data,
        }

    def take(self) -> list[bytes]:
        data, self._data = self._data, []
        return data

    def _begin(self) -> None:
        self._wanted = False

    def _add_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        """The first field of that name counts; a second one is passed over."""
        if self._name.lower() == b"content-disposition" and not self.found:
            self._wanted = parse_options_header(self._value)[1].get(b"name") == FIELD
            self.found = self._wanted
        self._name = self._value = b""

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._wanted:
            self._data.append(data[start:end])
