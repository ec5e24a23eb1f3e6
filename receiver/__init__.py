"""The webhook service: believes a predictive alert only when the statistics do, then acts within bounds."""
