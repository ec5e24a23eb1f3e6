from tests.support.commandline import run


def test_serving_does_not_begin_with_unusable_settings() -> None:
    assert run({}, "serve").exit_code == 2
