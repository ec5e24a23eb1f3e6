"""One silent client must not keep a server of one thread from everybody else."""

import socket
import threading

import requests
from leaky.app import create_app
from leaky.server import PatientlessHandler
from leaky.settings import parse
from werkzeug.serving import make_server


def test_a_silent_client_is_hung_up_on() -> None:
    app = create_app(parse(["--mode", "steady", "--port", "1"], {}))
    server = make_server("127.0.0.1", 0, app, request_handler=PatientlessHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with socket.create_connection(("127.0.0.1", server.server_port)):
            url = f"http://127.0.0.1:{server.server_port}/healthz"
            assert requests.get(url, timeout=2 * PatientlessHandler.timeout).text == "ok\n"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
