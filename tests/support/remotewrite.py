"""Writes samples, stale markers included, into a Prometheus (remote write 1.0), without a protobuf or snappy library.

https://prometheus.io/docs/specs/prw/remote_write_spec/ ; a snappy block may consist of literals only:
https://github.com/google/snappy/blob/main/format_description.txt
"""

import struct
from collections.abc import Iterable, Mapping

import requests

_STALE_BYTES = struct.pack("<Q", 0x7FF0000000000002)

Samples = Iterable[tuple[float, float | None]]
"""Seconds since the epoch and value; None = a stale marker."""


def write(url: str, series: Iterable[tuple[Mapping[str, str], Samples]]) -> None:
    """Send series to a server that takes remote writes; within a series time must advance."""
    body = b"".join(_field(1, _series(labels, samples)) for labels, samples in series)
    headers = {
        "Content-Encoding": "snappy",
        "Content-Type": "application/x-protobuf",
        "X-Prometheus-Remote-Write-Version": "0.1.0",
    }
    answer = requests.post(f"{url}/api/v1/write", data=_snappy(body), headers=headers, timeout=60)
    if not answer.ok:
        raise RuntimeError(f"{answer.status_code}: {answer.text}")


def _series(labels: Mapping[str, str], samples: Samples) -> bytes:
    told = [_field(1, _field(1, name.encode()) + _field(2, labels[name].encode())) for name in sorted(labels)]
    for at_s, value in samples:
        number = _STALE_BYTES if value is None else struct.pack("<d", value)
        told.append(_field(2, b"\x09" + number + b"\x10" + _varint(round(at_s * 1000))))
    return b"".join(told)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _snappy(raw: bytes) -> bytes:
    parts = [_varint(len(raw))]
    for begin in range(0, len(raw), 65536):
        literal = raw[begin : begin + 65536]
        parts.append(b"\xf4" + struct.pack("<H", len(literal) - 1) + literal)
    return b"".join(parts)
