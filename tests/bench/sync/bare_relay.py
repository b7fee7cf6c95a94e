"""Passes frames on, and nothing else: `python -m tests.bench.sync.bare_relay PORT`.

All that arrived in one turn leaves in one write per socket. It says how much the load client can
take, since no server with a CRDT in it can be faster.
"""

import base64
import hashlib
import select
import socket
import sys

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def unmasked(buffer: bytearray) -> bytes:
    """The whole frames of a client that masks with zeros, as a server sends them."""
    out, at = bytearray(), 0
    while len(buffer) - at >= 6:
        size, head = buffer[at + 1] & 0x7F, 2
        if size == 126:
            size, head = int.from_bytes(buffer[at + 2 : at + 4]), 4
        elif size == 127:
            size, head = int.from_bytes(buffer[at + 2 : at + 10]), 10
        end = at + head + 4 + size
        if end > len(buffer):
            break
        out += bytes((buffer[at], buffer[at + 1] & 0x7F)) + buffer[at + 2 : at + head]
        out += buffer[at + head + 4 : end]
        at = end
    del buffer[:at]
    return bytes(out)


def greet(client: socket.socket) -> None:
    request = b""
    while b"\r\n\r\n" not in request:
        more = client.recv(4096)
        if not more:
            return
        request += more
    lines = [line for line in request.split(b"\r\n") if line.lower().startswith(b"sec-websocket-k")]
    if not lines:
        client.close()
        return
    key = lines[0].split(b": ")[1]
    accept = base64.b64encode(hashlib.sha1(key + GUID).digest())  # noqa: S324 - the protocol's
    client.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def main(port: int) -> None:
    listener = socket.create_server(("127.0.0.1", port), backlog=512)
    poll = select.epoll()
    poll.register(listener.fileno(), select.EPOLLIN)
    clients: dict[int, socket.socket] = {}
    buffers: dict[int, bytearray] = {}
    while True:
        arrived: dict[int, bytes] = {}
        for number, _ in poll.poll(1):
            if number == listener.fileno():
                client, _ = listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                greet(client)
                if client.fileno() >= 0:
                    clients[client.fileno()] = client
                    buffers[client.fileno()] = bytearray()
                    poll.register(client.fileno(), select.EPOLLIN)
                continue
            data = clients[number].recv(1 << 16)
            if not data:
                poll.unregister(number)
                clients.pop(number).close()
                continue
            buffers[number] += data
            arrived[number] = unmasked(buffers[number])
        if everything := b"".join(arrived.values()):
            for client in clients.values():
                client.sendall(everything)


if __name__ == "__main__":
    main(int(sys.argv[1]))
