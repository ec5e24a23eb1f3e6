from leaky.usage import anonymous_bytes, data_bytes


def test_a_python_process_uses_some_memory_and_maps_more() -> None:
    assert 1_000_000 < anonymous_bytes() <= data_bytes() + 64_000_000
