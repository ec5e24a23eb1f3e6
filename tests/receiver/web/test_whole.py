import pytest
from flask import Flask
from werkzeug.exceptions import RequestEntityTooLarge

from receiver.web import whole

_POST = b"POST / HTTP/1.1\r\n"


@pytest.mark.parametrize(
    ("fields", "length"),
    [
        (b"Content-Length: 12\r\n", 12),
        (b"Host: x\r\ncontent-LENGTH:12 \r\n", 12),
        (b"Host: content-length: 12\r\n", 0),
        (b"X-Content-Length: 12\r\n", 0),
        (b"", 0),
        (b"Content-Length: \r\n", 0),
        (b"Content-Length: -1\r\n", 0),
        (b"Content-Length: 131072\r\n", 131_072),
        (b"Content-Length: 131073\r\n", 0),
        (b"Content-Length: " + b"9" * 4000 + b"\r\n", 0),
        (b"Content-Length: 12\r\nExpect: 100-continue\r\n", 0),
        (b"Transfer-Encoding: chunked\r\n", 0),
    ],
)
def test_a_small_body_that_comes_unasked_is_waited_for(fields: bytes, length: int) -> None:
    assert whole.length(_POST + fields + b"\r\n") == length


@pytest.mark.parametrize(
    ("headers", "body"),
    [({}, b"x" * 1001), ({"Transfer-Encoding": "chunked"}, b""), ({"Expect": "100-continue"}, b"x")],
)
def test_what_was_not_waited_for_is_refused_unread(headers: dict[str, str], body: bytes) -> None:
    with (
        Flask("test").test_request_context(method="POST", headers=headers, data=body),
        pytest.raises(RequestEntityTooLarge),
    ):
        whole.demand(1000)


@pytest.mark.parametrize("body", [b"", b"x" * 1000])
def test_what_was_waited_for_is_let_through(body: bytes) -> None:
    with Flask("test").test_request_context(method="POST", data=body):
        whole.demand(1000)
