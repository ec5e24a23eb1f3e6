import threading
import time
from collections.abc import Callable

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


def comes_true(truth: Callable[[], bool]) -> bool:
    pause = threading.Event()
    return any(truth() or pause.wait(0.02) for _ in range(1000))


def test_requests_go_round_at_the_rate_asked_for() -> None:
    app, seen = counting()
    with LoopbackServer(app) as server:
        began_s = time.monotonic()
        with Load(lambda: [f"{server.url}/a", f"{server.url}/b"], rate_per_s=40) as load:
            assert comes_true(lambda: load.sent >= 60)  # within 20 s: a busy machine may be late, not by a minute
        assert load.sent <= 2 + 40 * (time.monotonic() - began_s)
    assert load.sent == len(seen)
    assert load.failed == 0
    assert abs(seen.count("/a") - seen.count("/b")) <= 1


def test_the_rate_can_be_turned_down_while_it_runs() -> None:
    app, _ = counting()
    with LoopbackServer(app) as server, Load(lambda: [f"{server.url}/a"], rate_per_s=100) as load:
        assert comes_true(lambda: load.sent > 0)
        load.rate_per_s = 0
        time.sleep(1.0)  # what is on its way arrives
        paused_at = load.sent
        time.sleep(0.3)
        assert load.sent == paused_at


def test_failures_are_counted_and_not_raised() -> None:
    app, _ = counting()
    with LoopbackServer(app) as server, Load(lambda: [f"{server.url}/no/such"], rate_per_s=50) as load:
        assert comes_true(lambda: load.failed > 0)
    assert load.sent == 0
