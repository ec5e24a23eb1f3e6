import errno
import subprocess
import sys
from pathlib import Path

import pytest
from leaky.limit import is_refusal

DEMO_APP = Path(__file__).resolve().parents[3] / "demo-app"
GROW_UNTIL_REFUSED = """
from leaky.hoard import Hoard
from leaky.limit import die, is_refusal
from leaky.usage import anonymous_bytes
hoard = Hoard(64 << 20)
try:
    while True:
        print(anonymous_bytes(), flush=True)
        hoard.grow(1 << 20)
except OSError as error:
    assert is_refusal(error)
    die()
"""


@pytest.mark.demo
def test_the_kernel_refuses_at_the_limit_and_the_process_dies_like_one_that_was_oom_killed() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", GROW_UNTIL_REFUSED], cwd=DEMO_APP, capture_output=True, text=True, timeout=30
    )
    assert ended.returncode == -9, ended.stderr
    assert 0.95 < int(ended.stdout.split()[-1]) / (64 << 20) <= 1.0


@pytest.mark.parametrize(
    ("error", "refusal"),
    [(MemoryError(), True), (OSError(errno.ENOMEM, "no"), True), (OSError(errno.ENOENT, "no"), False)],
)
def test_only_refused_memory_counts_as_refusal(error: BaseException, refusal: bool) -> None:
    assert is_refusal(error) is refusal
