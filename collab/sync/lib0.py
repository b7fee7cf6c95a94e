"""lib0's encoding, read with bounds: nothing is allocated or looped over before it is checked.

Knows bytes only; what they mean is for `messages`, `update_v1` and `state_vector` to say.
"""

from collab.errors import MalformedFrame

MAX_SAFE_INTEGER = 2**53 - 1
MAX_VARINT_BYTES = 8
"""53 bits fit in 8 bytes of 7; a longer one is never read on, however long it is."""
LAST_SHIFT = 7 * (MAX_VARINT_BYTES - 1)


class Reader:
    """Reads forward through `data`; raises `MalformedFrame` instead of passing its end."""

    __slots__ = ("data", "end", "position")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self.end = len(data)

    @property
    def left(self) -> int:
        return self.end - self.position

    def byte(self) -> int:
        position = self.position
        try:
            byte = self.data[position]
        except IndexError:
            raise MalformedFrame("the bytes end in the middle of a message") from None
        self.position = position + 1
        return byte

    def varint(self) -> int:
        """An unsigned integer of at most 53 bits. Most of reading is this: hence by hand."""
        data, position = self.data, self.position
        try:
            value = data[position]
            if value >= 0x80:
                value &= 0x7F
                byte, shift = 0x80, 0
                while byte >= 0x80 and shift < LAST_SHIFT:
                    position += 1
                    shift += 7
                    byte = data[position]
                    value |= (byte & 0x7F) << shift
                if byte >= 0x80 or value > MAX_SAFE_INTEGER:
                    raise MalformedFrame("an integer has more than 53 bits")
        except IndexError:
            raise MalformedFrame("the bytes end in the middle of a message") from None
        self.position = position + 1
        return value

    def skip_signed_varint(self) -> None:
        """Pass a signed integer of at most 55 bits."""
        for _ in range(MAX_VARINT_BYTES):
            if self.byte() < 0x80:
                return
        raise MalformedFrame("an integer has more than 53 bits")

    def count(self, least_bytes_each: int) -> int:
        """How many things follow, refused when the bytes left could not hold them."""
        count = self.varint()
        if count * least_bytes_each > self.end - self.position:
            raise MalformedFrame(f"a count of {count} is more than the bytes that follow can hold")
        return count

    def skip(self, length: int) -> None:
        end = self.position + length
        if end > self.end:
            raise MalformedFrame("a length passes the end of the message")
        self.position = end

    def bytes(self) -> bytes:
        """A byte string with its length before it."""
        length = self.varint()
        start = self.position
        end = start + length
        if end > self.end:
            raise MalformedFrame("a length passes the end of the message")
        self.position = end
        return self.data[start:end]

    def string(self) -> str:
        try:
            return self.bytes().decode()
        except UnicodeDecodeError as error:
            raise MalformedFrame("a string is not UTF-8") from error

    def expect_end(self) -> None:
        if self.left:
            raise MalformedFrame(f"{self.left} bytes follow the end of the message")


def varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(0x80 | value & 0x7F)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def byte_string(value: bytes) -> bytes:
    return varint(len(value)) + value


def string(value: str) -> bytes:
    return byte_string(value.encode())
