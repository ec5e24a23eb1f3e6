import requests
from engines.ready import answers
from flask import Flask
from loopback.server import LoopbackServer


def test_it_answers_inside_the_block_and_not_after() -> None:
    app = Flask("hello")
    app.add_url_rule("/", "hello", lambda: "hello")
    with LoopbackServer(app) as server:
        assert requests.get(server.url, timeout=5).text == "hello"
    assert not answers(server.url)
