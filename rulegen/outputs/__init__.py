"""One renderer per target: from rules and forecasts to the bytes of a file; none of them touches the disk."""
