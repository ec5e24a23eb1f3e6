import time

from flask import Flask, request
from localcluster.load import Load
from loopback.server import LoopbackServer


def counting() -> tuple[Flask, list[str]]:
    app, seen = Flask("counting"), []

    @app.get("/<name>")
    def serve(name: str) -> str:
        seen.append(request.path)
        return name

    return app, seen


def test_requests_go_round_at_the_rate_asked_for() -> None:
    app, seen = counting()
    with LoopbackServer(app) as server:
        with Load(lambda: [f"{server.url}/a", f"{server.url}/b"], rate_per_s=40) as load:
            time.sleep(1.5)
        assert 30 <= load.sent <= 66
    assert load.sent == len(seen)
    assert load.failed == 0
    assert abs(seen.count("/a") - seen.count("/b")) <= 1


def test_the_rate_can_be_turned_down_while_it_runs() -> None:
    app, _ = counting()
    with LoopbackServer(app) as server, Load(lambda: [f"{server.url}/a"], rate_per_s=100) as load:
        time.sleep(0.3)
        load.rate_per_s = 0
        time.sleep(0.1)
        paused_at = load.sent
        time.sleep(0.3)
        assert load.sent == paused_at > 0


def test_failures_are_counted_and_not_raised() -> None:
    app, _ = counting()
    with LoopbackServer(app) as server, Load(lambda: [f"{server.url}/no/such"], rate_per_s=50) as load:
        time.sleep(0.3)
    assert load.failed > 0
    assert load.sent == 0
