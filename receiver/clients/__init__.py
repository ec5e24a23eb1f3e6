"""Adapters to other services; each translates its library's errors into ours and keeps secrets out of messages."""
