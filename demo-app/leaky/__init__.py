"""A small web app whose memory really grows, with a limit that really kills it.

`python -m leaky --mode leak|steady|sawtooth`. It exports what kubelet and kube-state-metrics would say about its container, so
that rules written for a cluster work on it unchanged. It knows nothing about forecasts, alerts or other replicas.
"""
