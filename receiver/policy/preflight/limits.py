"""Would a LimitRange refuse the pods? It is asked for each new pod, so the running ones prove nothing.

https://kubernetes.io/docs/concepts/policy/limit-range/
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from receiver.domain.surroundings import Container, LimitRange, PodShape, Surroundings
from receiver.policy.preflight.words import amount


def admitted(pod: PodShape, ranges: Sequence[LimitRange]) -> PodShape:
    """Return the shape that a pod has once it was admitted: with the defaults that the ranges give to its containers.

    A limit without a request is the request as well.
    """
    return replace(
        pod,
        containers=tuple(_with_defaults(one, ranges) for one in pod.containers),
        first=tuple(_with_defaults(one, ranges) for one in pod.first),
    )


def obstacles(seen: Surroundings) -> Iterator[str]:
    """Name what is out of range."""
    if not (seen.added and isinstance(seen.pod, PodShape) and isinstance(seen.limit_ranges, tuple)):
        return
    pod = admitted(seen.pod, seen.limit_ranges)
    for one in seen.limit_ranges:
        parts = pod.containers + pod.first if one.about == "Container" else (Container(pod.requests, pod.limits),)
        for problem in sorted({text for part in parts for text in _out_of_range(one, part)}):
            yield f"LimitRange {one.name}: {problem}"


def _with_defaults(container: Container, ranges: Sequence[LimitRange]) -> Container:
    limits, requests = container.limits, {**container.limits, **container.requests}
    for one in ranges:
        limits, requests = {**one.default_limits, **limits}, {**one.default_requests, **requests}
    return Container(requests, limits)


def _out_of_range(one: LimitRange, part: Container) -> Iterator[str]:
    about = one.about.lower()
    for name, least in one.least.items():
        if part.requests.get(name, 0.0) < least:
            yield f"a {about} must ask for {amount(name, least)} of {name} at least"
    for name, most in one.most.items():
        if part.limits.get(name, math.inf) > most:
            yield f"a {about} must be limited to {amount(name, most)} of {name} at most"
