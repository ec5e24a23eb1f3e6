"""The stand-in mail server, talked to with the standard library's own client."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from sinks.recorder import Recorder
from sinks.smtp import PASSWORD, USER, SmtpSink


@pytest.fixture
def mail() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.com", "b@example.com", "hello"
    made.set_content(".a line that begins with a dot\nand another\n")
    return made


@pytest.fixture
def asking() -> Iterator[SmtpSink]:
    with SmtpSink(Recorder(), asks=True) as running:
        yield running


def test_a_mail_arrives_as_it_was_sent(mail: EmailMessage) -> None:
    with SmtpSink(Recorder()) as sink:
        with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as client:
            assert client.send_message(mail) == {}
        [delivery] = sink.recorder.accepted("email")
    assert (delivery.body["Subject"], delivery.body["To"]) == ("hello", "b@example.com")
    assert delivery.body.get_content().splitlines()[0] == ".a line that begins with a dot"


def test_only_who_knows_the_password_is_let_in(asking: SmtpSink, mail: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", asking.port, timeout=5) as client:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(USER, "wrong")
        with pytest.raises(smtplib.SMTPDataError):
            client.send_message(mail)
        client.login(USER, PASSWORD)
        client.send_message(mail)
    assert [one.accepted for one in asking.recorder.all("email")] == [False, True]


def test_it_refuses_on_order(mail: EmailMessage) -> None:
    with SmtpSink(Recorder()) as sink, smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as client:
        sink.answers["RCPT"] = "550 unknown"
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(mail)
