"""Strings of PromQL. https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals"""


def quoted(text: str) -> str:
    """Write a string in double quotes."""
    return '"' + text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n") + '"'
