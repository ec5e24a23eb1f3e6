"""Draw docs/slack.png: what Slack was told about the demo's leak, shown as Slack would show it.

python bench/slack_picture.py .demo  (after `make demo`; `make pictures` does both)

The demo's Slack is an incoming webhook; here the messages that its receiver stored are sent once more by the same notifier,
with a bot token, to a stand-in workspace. Drawn is what that holds at the end; only the page around it is ours. Needs
matplotlib (extra `plots`), a Chromium and a font with emoji.
"""

import base64
import html
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "demo-app")]

from engines import chromium  # noqa: E402
from rich.emoji import Emoji  # noqa: E402
from sinks import Sinks  # noqa: E402
from sinks.slack_api import TOKEN, Workspace  # noqa: E402

from receiver.clients.http import Http  # noqa: E402
from receiver.clients.slack import SlackApi  # noqa: E402
from receiver.domain.message import Sent  # noqa: E402
from receiver.notifiers.slack import SIGNING, Slack  # noqa: E402
from receiver.notifiers.slack import TOKEN as TOKEN_FILE  # noqa: E402

_SIZE = "900,950"
_STYLE = """
body { font: 15px/1.46 "DejaVu Sans", "Noto Color Emoji", sans-serif; color: #1d1c1d; background: #fff }
body { margin: 16px 20px; width: 840px }
.message { margin-bottom: 14px }
.thread { margin-left: 24px; padding-left: 16px; border-left: 3px solid #ddd }
.who { font-weight: bold }
.app { background: #ddd; border-radius: 2px; font-size: 10px; padding: 1px 3px }
.context, .replies { color: #616061; font-size: 13px }
h3 { font-size: 17px; margin: 4px 0 }
p { margin: 4px 0 }
a { color: #1264a3; text-decoration: none }
code { background: #f6f6f6; border: 1px solid #ddd; border-radius: 3px; color: #c01343; padding: 0 3px; font-size: 12px }
button { font: bold 13px "DejaVu Sans", sans-serif; background: #fff; border: 1px solid #bbb; border-radius: 4px }
button { padding: 5px 12px }
img { width: 560px; border: 1px solid #ddd; border-radius: 6px }
"""


def main() -> None:
    """Tell it once more, and draw what was told."""
    demo = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".demo"
    with tempfile.TemporaryDirectory() as name, Sinks() as sinks:
        folder, told = Path(name), _told(demo / "receiver.db")
        _tell(sinks, folder, told)
        page = folder / "page.html"
        body = _body(sinks.workspace, told)
        page.write_text(f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{body}", encoding="utf-8")
        _screenshot(page, ROOT / "docs" / "slack.png")


def _told(database: Path) -> list[dict[str, Any]]:
    """What was stored for Slack about the first alert that was acted on, oldest first."""
    about = "SELECT episode_id FROM remediations WHERE acted_at_s IS NOT NULL ORDER BY created_at_s LIMIT 1"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        query = f"SELECT body FROM messages WHERE notifier = 'slack' AND episode_id = ({about}) ORDER BY id"  # noqa: S608
        return [json.loads(body) for (body,) in connection.execute(query)]


def _tell(sinks: Sinks, folder: Path, told: list[dict[str, Any]]) -> None:
    (folder / TOKEN_FILE).write_text(TOKEN, encoding="utf-8")
    (folder / SIGNING).write_text("shows the buttons", encoding="utf-8")
    slack = Slack(folder, Http("Slack"), SlackApi(sinks.slack_api_url))
    handles: list[Mapping[str, Any]] = [{}]
    for message in told:
        slack.send(message, "#sre", Sent(handles[-1], handles.append))


def _body(workspace: Workspace, told: list[dict[str, Any]]) -> str:
    """The message as it stands, and of its thread the answer that tells the action, with its picture."""
    root, *answers = workspace.messages.values()
    acted = next(number for number, message in enumerate(told) if message["event"]["kind"] == "acted")
    before = sum(message["picture"] is not None for message in told[:acted])
    picture = base64.b64encode(list(workspace.files.values())[before]).decode()
    thread = f"<p class=replies>{len(answers)} replies, one of them:</p>{_message(answers[acted])}"
    image = f"<p><img src='data:image/png;base64,{picture}'></p>"
    return f"{_message(root)}<div class=thread>{thread}{image}</div>"


def _message(message: dict[str, Any]) -> str:
    head = "<span class=who>Forecasts</span> <span class=app>APP</span>"
    return f"<div class=message>{head}{''.join(map(_block, message['blocks']))}</div>"


def _block(block: dict[str, Any]) -> str:
    if block["type"] == "header":
        return f"<h3>{html.escape(Emoji.replace(block['text']['text']))}</h3>"
    if block["type"] == "section":
        return f"<p>{_markup(block['text']['text'])}</p>"
    if block["type"] == "context":
        return "".join(f"<p class=context>{_markup(one['text'])}</p>" for one in block["elements"])
    return " ".join(f"<button>{html.escape(one['text']['text'])}</button>" for one in block["elements"])


def _markup(text: str) -> str:
    """Slack's mrkdwn, as far as our messages use it: what is escaped there is escaped here, too."""
    text = re.sub(r"<([^|>]+)\|([^>]+)>", r'<a href="\1">\2</a>', Emoji.replace(text))
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    return re.sub(r"(?m)(^|\s)\*([^*\n]+)\*", r"\1<b>\2</b>", text).replace("\n", "<br>")


def _screenshot(page: Path, out: Path) -> None:
    found = chromium.locate()
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={_SIZE}")
    arguments = [str(found.program), *flags, f"--screenshot={out.resolve()}", page.as_uri()]
    subprocess.run(arguments, check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    main()
