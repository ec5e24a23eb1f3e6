from pathlib import Path

import numpy as np

from receiver.backtest.beside import Assumed
from receiver.backtest.report.document import document
from receiver.backtest.run import BLOCK, backtest, workers
from tests.receiver.backtest.found import findings, history
from tests.receiver.backtest.tracks import entry, policy


def test_the_number_of_processes_changes_no_number(tmp_path: Path) -> None:
    t = np.arange(300)
    series = {("shop", f"p{number:02d}"): 0.3 + 0.7 * ((t + 11 * number) % 250) / 250 for number in range(BLOCK + 4)}
    found = history(tmp_path, series)
    rules = entry().rules
    assert rules is not None
    documents = []
    told: list[tuple[int, int]] = []
    for processes in (1, 2):
        with workers(processes) as pool:
            result = backtest(
                found, policy(), rules, closed=False, assumed=Assumed(2), pool=pool, told=lambda *did: told.append(did)
            )
        documents.append(document(findings(result)))
        assert told[-1] == (BLOCK + 4, BLOCK + 4)
    assert documents[0] == documents[1]
    assert documents[0]["forecasts"][0]["alerts"][0]["crossings"] > BLOCK
