"""The time, the objects and the sizes that most tests are about."""

from receiver.domain.target import Target

NOW_S = 1_700_000_000.0
"""Where `FrozenClock` starts."""


TARGET = Target("Deployment", "shop", "web")


CLAIM = Target("PersistentVolumeClaim", "shop", "data-0")


POD = Target("Pod", "shop", "web-1")


GIB = 2**30


MIB = 2**20
