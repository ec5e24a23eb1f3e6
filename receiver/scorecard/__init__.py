"""How good were the forecasts? Counted from what was stated and what came. No I/O and no clock.

The counting rules are those of the backtest, which counts what would have been stated with the same code.
"""
