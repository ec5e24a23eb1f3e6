"""Frozen values between the catalog and the outputs; durations are `Duration`, ratios are 0..1."""
