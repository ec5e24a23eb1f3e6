"""Amounts of resources for people: `500m`, `1.5 GiB`, `3`."""

from receiver.domain.action import bytes_in_words

_BYTES = ("memory", "storage", "hugepages-")


def amount(resource: str, value: float) -> str:
    """Write an amount of a resource, whose name may be a quota's (`requests.memory`)."""
    name = resource.rpartition(".")[2]
    if name.startswith(_BYTES) or name.endswith("storage"):
        return bytes_in_words(int(value))
    return f"{value:g}" if value == int(value) else f"{value * 1000:.0f}m"
