"""The kill soak: alerts keep coming while the receiver is killed with SIGKILL again and again; then the books are checked.

What is real: the receiver under gunicorn, its database, an Alertmanager. What stands in: Prometheus, Kubernetes, Slack and
PagerDuty, each of which keeps a journal of what was asked of it.

`python -m tests.soak --help`; `make soak` is the long form, a test runs a short one.
"""
