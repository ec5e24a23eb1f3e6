"""The demo: three resources that run out, end to end, on the real engines, with the clock running sixty times as fast.

Memory that leaks with the load is shared among more replicas (the floor of an HPA is lent, and given back in steps);
descriptors that leak by themselves end with a restart; a volume that fills up is expanded. A sawtooth, which plain
`predict_linear` pages about, is refuted, and what is steady is left alone.

A minute of the shipped catalog is a second here (`rulegen generate --compress 60`); nothing else about the catalog, the rules,
the receiver or its policy is changed, except that acting is switched on (`--mode auto`). What restarts a pod for its
descriptors is the demo's own catalog, `catalog.yaml`.
"""
