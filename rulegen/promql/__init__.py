"""What can be said about a PromQL expression without a Prometheus; promtool stays the judge of validity."""
