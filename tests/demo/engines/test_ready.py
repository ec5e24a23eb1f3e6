from engines.ready import answers
from loopback.ports import free_port


def test_nobody_listening_is_no_answer() -> None:
    assert not answers(f"http://127.0.0.1:{free_port()}/", timeout_s=0.5)
