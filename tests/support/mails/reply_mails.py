"""Mails as calendars and people send them back, and as those do who mean no good."""

from __future__ import annotations

from email.message import EmailMessage

TOVE = "tove@example.org"


def ics(
    partstat: str = "ACCEPTED",
    *more: str,
    method: str = "REPLY",
    who: str = TOVE,
    stamp: str = "20221010T081500Z",
    sequence: object = 1,
    uid: str = "interview.1@example.org",
) -> str:
    lines = [
        *("BEGIN:VCALENDAR", f"METHOD:{method}", "PRODID:Microsoft Exchange Server 2010", "VERSION:2.0"),
        *("BEGIN:VEVENT", f'ATTENDEE;PARTSTAT={partstat};CN="Vejle, Tøve":MAILTO:{who}', f"UID:{uid}"),
        *("SUMMARY;LANGUAGE=da-DK:Accepteret: Interview", f"DTSTAMP:{stamp}", f"SEQUENCE:{sequence}"),
        *(more or ("DTSTART:20221021T080000Z", "DTEND:20221021T090000Z")),
        *("END:VEVENT", "END:VCALENDAR", ""),
    ]
    return "\r\n".join(lines)


def mail(
    calendar: str | None = None, *, sender: str = f"Tove Vejle <{TOVE}>", text: str = "Hej", **headers: str
) -> bytes:
    """A mail as Outlook sends it: text, and the calendar as its alternative."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = (
        sender,
        "kontor@example.org",
        "Accepteret: Interview æøå",
    )
    letter["Message-ID"], letter["In-Reply-To"] = "<answer-1@example.org>", "<invitation-1@example.org>"
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    if calendar is not None:
        letter.add_alternative(calendar, subtype="calendar", params={"method": "REPLY"})
    return letter.as_bytes()


BOUNCE = b"""From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: kontor@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: <bounce-1@mx.example.org>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; Nobody@example.org
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

From: kontor@example.org
Message-ID: <invitation-1@example.org>
Content-Type: text/calendar; method=REQUEST

BEGIN:VCALENDAR
END:VCALENDAR
--b--
"""
