"""Grafana dashboards, built with Grafana's own typed library: one per forecast, and four for all of them together."""
