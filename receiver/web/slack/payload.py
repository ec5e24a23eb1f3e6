"""What Slack says of a press: a form with one field that holds JSON, of which only what is needed here is read.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from receiver.errors import PayloadError
from receiver.web.problems import problems

_FIELD = "payload"
_Name = Annotated[str, Field(max_length=80)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class User(_Part):
    """Who pressed; Slack's own id cannot be chosen by the person, the name can."""

    id: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,40}$")]
    username: _Name = ""
    name: _Name = ""


class Message(_Part):
    """The message that the button is in."""

    text: str = ""
    blocks: Annotated[tuple[dict[str, Any], ...], Field(max_length=50)] = ()


class Pressed(_Part):
    """One button; links have an id that nobody gave them, and no value."""

    action_id: Annotated[str, Field(max_length=255)] = ""
    value: Annotated[str, Field(max_length=2000)] = ""


class Interaction(_Part):
    """Whatever kind it is, so much is always there."""

    type: str
    user: User
    actions: Annotated[tuple[Pressed, ...], Field(max_length=25)] = ()
    message: Message = Message()
    response_url: Annotated[str, Field(max_length=500)] = ""


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button.

    Attributes:
        action: the button's id, e.g. `approve`.
        value: what the button stands for, e.g. the id of an approval.
        user_id: Slack's id of the person.
        by: the person as written down.
        text: of the message that the button is in.
        blocks: the same message's, as Slack shows them.
        response_url: where the message can be changed.
    """

    action: str
    value: str
    user_id: str
    by: str
    text: str
    blocks: tuple[Mapping[str, Any], ...]
    response_url: str


def parse(body: bytes) -> list[Press]:
    """Read a request's body; nothing was pressed when it is about anything but buttons in a message.

    Raises:
        PayloadError: it can never be read; names the places.
    """
    try:
        [document] = parse_qs(body.decode("ascii"), max_num_fields=10)[_FIELD]
    except (ValueError, KeyError) as error:
        raise PayloadError(f"not a form with one field {_FIELD!r}") from error
    try:
        said = Interaction.model_validate_json(document)
    except ValidationError as error:
        raise PayloadError(problems(error, _FIELD, f"{_FIELD}.")) from error
    if said.type != "block_actions":
        return []
    name = "".join(one for one in said.user.username or said.user.name if one.isprintable())
    by = f"slack:{said.user.id}/{name}" if name else f"slack:{said.user.id}"
    about = said.message
    return [
        Press(one.action_id, one.value, said.user.id, by, about.text, about.blocks, said.response_url)
        for one in said.actions
    ]
