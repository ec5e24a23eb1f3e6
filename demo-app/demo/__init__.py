"""The demo: one leak, end to end, on the real engines, with the clock running sixty times as fast.

A minute of the shipped catalog is a second here (`rulegen generate --compress 60`); nothing else about the catalog, the rules,
the receiver or its policy is changed, except that acting is switched on (`--mode auto`).
"""
