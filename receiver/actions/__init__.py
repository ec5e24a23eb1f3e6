"""What can be done to the cluster, one kind per file; the module docstring is the manual (RBAC, idempotence, undo)."""
