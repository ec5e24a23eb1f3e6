"""The web app: `/` does work, `/metrics` and `/healthz` do not grow."""

from flask import Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from leaky.hoard import Hoard
from leaky.limit import die, is_refusal
from leaky.platform_metrics import PlatformMetrics
from leaky.settings import Settings
from leaky.volume import Volume
from leaky.volume_metrics import VolumeMetrics


def create_app(settings: Settings) -> Flask:
    """Build the app with a registry and a hoard of its own."""
    app = Flask("leaky")
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    if settings.platform_metrics:
        registry.register(PlatformMetrics(settings.identity, settings.limit_bytes))
        if settings.data_dir is not None:
            registry.register(VolumeMetrics(settings.identity, Volume(settings.data_dir, settings.claim)))
    requests_total = Counter("http_requests", "Requests served.", ("code", "path"), registry=registry)
    hoard = Hoard(settings.limit_bytes)

    @app.get("/")
    def work() -> str:
        if settings.mode == "leak":
            hoard.grow(settings.grain_bytes)
        return f"served by {settings.identity.pod}\n"

    @app.get("/healthz")
    def healthz() -> str:
        return "ok\n"

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    @app.after_request
    def count(response: Response) -> Response:
        path = request.path if request.url_rule else "other"
        requests_total.labels(str(response.status_code), path).inc()
        return response

    @app.errorhandler(OSError)
    @app.errorhandler(MemoryError)
    def out_of_memory(error: OSError | MemoryError) -> Response:
        if is_refusal(error):
            die()
        raise error

    return app
