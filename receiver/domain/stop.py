"""How does a person stop what is being done? In words that hold without any knowledge of the place where the receiver runs.

The kill switch leaves what is on loan where it is: nothing is given back while it is on.
"""

from receiver.domain.words import clock_time


def how_to_stop(forecast: str, ends_s: float | None) -> str:
    """Return the commands, and when it ends without them.

    Args:
        forecast: whose change it is.
        ends_s: when it is given back at the earliest, seconds since the epoch; None = it is not on loan.
    """
    everything = "`kubectl -n NAMESPACE exec deploy/NAME -- receiver kill-switch on --reason WHY` stops all acting"
    this = f"`receiver mode {forecast} dry-run`, run there, stops this forecast only"
    if ends_s is None:
        return f"{everything}; {this}"
    return f"{everything}, giving back too; {this}; left alone, this loan ends by itself, earliest {clock_time(ends_s)}"
