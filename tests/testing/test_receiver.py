"""The receiver of the testing kit stores only complete pushes."""

import socket
from urllib.parse import urlsplit

from h5kit.testing.receiver import Receiver


def test_an_incomplete_push_is_not_stored() -> None:
    head = b"POST /push HTTP/1.1\r\nhost: x\r\ncontent-length: 20\r\n\r\n"
    with Receiver() as receiver:
        at = urlsplit(receiver.url)
        for body in (b"", b'{"uid":'):
            with socket.create_connection((str(at.hostname), at.port or 0), 30) as sender:
                sender.sendall(head + body)
                sender.shutdown(socket.SHUT_WR)
                assert sender.recv(1) == b""
        assert receiver.pushes() == []
