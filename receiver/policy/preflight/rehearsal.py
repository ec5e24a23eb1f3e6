"""Would the API server take the very change? Its dry run asks admission webhooks, policies and quota on the object, too.

https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
"""


def obstacle(refusal: str) -> str:
    """Say what refused it, empty when nothing did."""
    return f"a dry run of the change was refused: {refusal}" if refusal else ""
