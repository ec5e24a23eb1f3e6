"""From catalog arguments to files: plan the bytes, then compare them or write them."""
