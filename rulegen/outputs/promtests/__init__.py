"""Tests that are generated with the rules, for promtool: no rule leaves without one."""
