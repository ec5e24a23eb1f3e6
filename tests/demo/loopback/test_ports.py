import socket

from loopback.ports import HOST, free_port


def test_a_free_port_can_be_listened_on() -> None:
    with socket.create_server((HOST, free_port())) as server:
        assert server.getsockname()[0] == HOST
