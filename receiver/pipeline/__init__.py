"""What happens to an accepted alert: an ordered list of stages, one file each, run by the worker."""
