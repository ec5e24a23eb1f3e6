"""SECURITY.md claims nothing of a test that does not exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_test_that_a_claim_rests_on_exists() -> None:
    claimed = set(re.findall(r"`(test_\w+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8")))
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert sorted(claimed - set(re.findall(r"^def (test_\w+)\(", sources, re.MULTILINE))) == []
    assert len(claimed) > 30
