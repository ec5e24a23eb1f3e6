import ssl
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from sinks.recorder import Recorder
from sinks.smtp import PASSWORD, USER, SmtpSink

from receiver.clients.smtp import Smtp
from receiver.clients.tls import Tls
from receiver.domain.event import Event, EventKind
from receiver.errors import ConfigError, PermanentError, TemporaryError
from receiver.notifiers.email import Email, addresses
from receiver.notifiers.examples import example
from tests.support.builders import digest, event
from tests.support.certificates import Authority
from tests.support.notifier import thread


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink(Recorder()) as running:
        yield running


def _email(sink: SmtpSink, secrets: Path, scheme: str = "smtp+plain", tls: Tls | None = None) -> Email:
    return Email(Smtp(f"{scheme}://127.0.0.1:{sink.port}", 2.0, tls), "forecasts@example.com", secrets)


def _sent(sink: SmtpSink, secrets: Path, *events: Event, route: str = "sre@example.com") -> list[EmailMessage]:
    mail = _email(sink, secrets)
    for one in events:
        mail.send(mail.render(one).body, route, thread().sent)
    return [delivery.body for delivery in sink.recorder.all("email")]


def test_a_mail_says_it_in_text_and_in_html_with_the_picture_inside(sink: SmtpSink, tmp_path: Path) -> None:
    [mail] = _sent(sink, tmp_path, example("acted"))
    assert (mail["From"], mail["To"]) == ("forecasts@example.com", "sre@example.com")
    assert mail["Subject"].startswith("[critical] Container memory reaches its limit in 34 min")
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "How sure: confirmed, 97% within 45 min" in plain.get_content()
    assert 'src="cid:forecast"' in html.get_content()
    [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<forecast>"
    assert picture.get_payload(decode=True)[:4] == b"\x89PNG"  # type: ignore[index]


def test_without_a_picture_nothing_refers_to_one(sink: SmtpSink, tmp_path: Path) -> None:
    [mail] = _sent(sink, tmp_path, event())
    assert "cid:" not in mail.as_string()


def test_the_mails_of_one_episode_are_a_thread_and_one_event_is_one_mail(sink: SmtpSink, tmp_path: Path) -> None:
    acted, again, worked = _sent(sink, tmp_path, event(), event(), event(EventKind.WORKED))
    assert acted["Message-ID"] == again["Message-ID"] != worked["Message-ID"]
    assert acted["References"] == worked["References"]


def test_what_is_told_again_because_it_came_back_is_another_mail(sink: SmtpSink, tmp_path: Path) -> None:
    held = event(EventKind.HELD, once=False)
    first, again = _sent(sink, tmp_path, held, replace(held, at_s=held.at_s + 600))
    assert first["Message-ID"] != again["Message-ID"]


def test_what_comes_from_labels_is_text_in_html_and_no_header_of_its_own(sink: SmtpSink, tmp_path: Path) -> None:
    evil = event(headline="a\r\nBcc: everybody@example.com", detail="<script>alert(1)</script>", links={})
    [mail] = _sent(sink, tmp_path, evil)
    html = mail.get_body(("html",))
    assert mail["Bcc"] is None
    assert html is not None
    assert "<script>" not in html.get_content()


def test_a_route_is_a_list_of_addresses() -> None:
    assert addresses("sre@example.com, Ops <ops@example.com>") == ["sre@example.com", "ops@example.com"]
    for wrong in ("", "default", "sre@example.com, nobody", "a@b@c"):
        with pytest.raises(PermanentError, match="no list of addresses"):
            addresses(wrong)


def test_only_addresses_lead_anywhere(sink: SmtpSink, tmp_path: Path) -> None:
    mail = _email(sink, tmp_path)
    assert (mail.reaches("default"), mail.reaches("sre@example.com")) == (False, True)


def test_a_storm_is_one_mail(sink: SmtpSink, tmp_path: Path) -> None:
    mail = _email(sink, tmp_path)
    mail.send(mail.digest(digest()), "sre@example.com", thread().sent)
    [delivery] = sink.recorder.all("email")
    assert delivery.body["Subject"] == "3 more forecasts at once: 2 need a person, 1 are over"
    assert delivery.body.get_content().split()[:7] == ["2", "×", "memory,", "1", "×", "disk", "disk"]


@pytest.mark.parametrize(
    ("command", "answer", "error"),
    [
        ("RCPT", "550 unknown", PermanentError),
        ("RCPT", "450 later", TemporaryError),
        ("DATA", "552 too large", PermanentError),
        ("DATA", "451 later", TemporaryError),
        ("MAIL", "421 closing", TemporaryError),
    ],
)
def test_what_the_server_will_never_take_is_told_from_what_passes(
    sink: SmtpSink, tmp_path: Path, command: str, answer: str, error: type[Exception]
) -> None:
    sink.answers[command] = answer
    with pytest.raises(error):
        _sent(sink, tmp_path, event())


def test_a_server_that_is_gone_is_waited_for(tmp_path: Path) -> None:
    with SmtpSink(Recorder()) as sink:
        pass
    with pytest.raises(TemporaryError, match="cannot be used"):
        _sent(sink, tmp_path, event())


def test_user_and_password_come_from_secrets_and_go_over_tls_only(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "authority")
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pair = authority.sign("127.0.0.1")
    served.load_cert_chain(pair.certificate, pair.key)
    (tmp_path / "smtp-username").write_text(USER, encoding="utf-8")
    (tmp_path / "smtp-password").write_text(PASSWORD + "\n", encoding="utf-8")
    trusting = Tls(more_ca_file=authority.file)
    with SmtpSink(Recorder(), tls=served, asks=True) as sink:
        mail = _email(sink, tmp_path, "smtp", trusting)
        mail.send(mail.render(event()).body, "sre@example.com", thread().sent)
        assert len(sink.recorder.accepted("email")) == 1
        with pytest.raises(TemporaryError):  # whose certificate nobody vouches for
            _email(sink, tmp_path, "smtp").send(mail.render(event()).body, "sre@example.com", thread().sent)
        (tmp_path / "smtp-password").write_text("rotated", encoding="utf-8")
        with pytest.raises(TemporaryError, match="535") as caught:
            mail.send(mail.render(event()).body, "sre@example.com", thread().sent)
        assert "rotated" not in str(caught.value)


def test_a_password_that_cannot_be_said_is_waited_for_and_not_told(tmp_path: Path) -> None:
    (tmp_path / "smtp-username").write_text(USER, encoding="utf-8")
    (tmp_path / "smtp-password").write_text("pässword", encoding="utf-8")
    with SmtpSink(Recorder(), asks=True) as sink, pytest.raises(TemporaryError, match="must be ASCII") as caught:
        _sent(sink, tmp_path, event())
    assert "ä" not in str(caught.value)


def test_what_was_taken_is_sent_though_the_server_parts_in_anger(sink: SmtpSink, tmp_path: Path) -> None:
    sink.answers["QUIT"] = "421 closing"
    assert len(_sent(sink, tmp_path, event())) == 1


def test_a_server_without_starttls_gets_nothing(sink: SmtpSink, tmp_path: Path) -> None:
    mail = _email(sink, tmp_path, "smtp")
    with pytest.raises(TemporaryError):
        mail.send(mail.render(event()).body, "sre@example.com", thread().sent)
    assert sink.recorder.all() == []


@pytest.mark.parametrize(
    "url",
    ["https://mail", "smtp://", "smtp://user:secret@mail", "smtp://mail:99999", "smtp://mail:secret", "smtp://[::1"],
)
def test_what_is_no_mail_server_is_a_configuration_error_that_keeps_secrets(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Smtp(url)
    assert "secret" not in str(caught.value)
