"""From YAML files to frozen forecasts: every problem at once, each with its place."""
