"""`python -m receiver` is the same as `receiver`."""

from receiver.cli import main

main(prog_name="receiver")
