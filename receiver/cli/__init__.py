"""The command line: one file per command, exit codes in one place."""

from receiver.cli.main import main

__all__ = ["main"]
