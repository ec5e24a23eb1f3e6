"""From forecasts to Prometheus rules: one builder per family, PromQL in templates."""
