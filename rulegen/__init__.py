"""The generator: one YAML catalog in, forecast rules and everything around them out."""
