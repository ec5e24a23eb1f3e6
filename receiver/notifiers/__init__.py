"""Ways to tell people, one per file. Rendering is pure and happens before the message is stored; sending happens after."""
