"""The HTTP side: takes alerts in, shows health and metrics. It knows the store, never the outside services."""
