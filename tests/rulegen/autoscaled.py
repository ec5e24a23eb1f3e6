"""A catalog whose forecast two workloads are scaled on."""

ENTRY = """\
version: forecast/v1
defaults: { runbook_base: "https://runbooks.example.com" }
forecasts:
  - name: memory
    kind: trend
    summary: Memory reaches its limit
    by: [namespace, pod, container]
    used: used_bytes
    limit: limit_bytes > 0
    alerts:
      - { severity: warning, windows: [1h, 2h], horizon: 3h, floor: 0.6, for: 10m }
      - { severity: critical, windows: [15m, 1h], horizon: 45m, floor: 0.5, for: 2m }
    autoscale:
      - { via: hpa, namespace: shop, name: api.v1, min_replicas: 2, max_replicas: 12 }
      - { via: keda, kind: StatefulSet, namespace: shop, name: cart, min_replicas: 3, max_replicas: 9, at: 0.75,
          severity: warning, max_step: 1, cooldown: 10m }
"""
