import pytest
from localcluster import container


@pytest.mark.parametrize(("quantity", "size"), [("256Mi", 268435456), ("1Gi", 1073741824), ("5k", 5000), ("7", 7)])
def test_memory_quantities(quantity: str, size: int) -> None:
    assert container.memory_bytes(quantity) == size


@pytest.mark.parametrize("quantity", ["1.5Gi", "256MB", "", "-1Mi"])
def test_what_is_no_quantity_is_refused(quantity: str) -> None:
    with pytest.raises(ValueError, match="not a memory quantity"):
        container.memory_bytes(quantity)


def test_the_containers_arguments_come_last_and_its_identity_in_the_environment() -> None:
    pod = {
        "metadata": {"namespace": "demo", "name": "leak-1"},
        "status": {"podIP": "127.0.0.9"},
        "spec": {
            "containers": [
                {
                    "name": "app",
                    "args": ["--mode=leak"],
                    "ports": [{"containerPort": 81}],
                    "resources": {"limits": {"memory": "1Ki"}},
                }
            ]
        },
    }
    assert container.command(pod)[3:] == ["--host=127.0.0.9", "--port=81", "--limit-bytes=1024", "--mode=leak"]
    environment = container.environment(pod)
    assert [environment[key] for key in ("POD_NAMESPACE", "POD_NAME", "CONTAINER_NAME")] == ["demo", "leak-1", "app"]
