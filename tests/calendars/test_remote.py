from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest

from calendars import remote
from calendars.feeds import Entry
from calendars.moments import moment
from calendars.reading import read
from calendars.remote import Account, Mirrored
from calendars.server import Server
from languages.sentences import said
from mails.letters.calendar_parts import Meeting, parts_of
from models.errors.known import in_english
from tests.support.servers.calendar_servers import odd_server, radicale, says

HOME = ZoneInfo("Europe/Copenhagen")
SINCE, UNTIL = datetime(2022, 10, 24, tzinfo=UTC), datetime(2022, 11, 7, tzinfo=UTC)
INTERVIEW = Entry(
    uid="interview.1@example.org",
    sequence=0,
    starts=datetime(2022, 10, 31, 9, tzinfo=UTC),
    ends=datetime(2022, 10, 31, 10, tzinfo=UTC),
    title="Interview: leder & HR; <Vejle>",
    place="Teams",
    last_modified=datetime(2022, 9, 1, tzinfo=UTC),
)
MOVED = replace(
    INTERVIEW,
    sequence=1,
    starts=datetime(2022, 11, 1, 9, tzinfo=UTC),
    ends=datetime(2022, 11, 1, 10, tzinfo=UTC),
    last_modified=datetime(2022, 9, 2, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with radicale(tmp_path_factory.mktemp("radicale")) as address:
        yield address


@pytest.fixture
def account(server: str) -> Account:
    """An empty calendar."""
    _call(server, "DELETE")
    _call(server, "MKCALENDAR")
    return Account(server, user="ida", password="x", seconds=10)


def _call(address: str, method: str, body: str = "") -> str:
    headers = {"Authorization": "Basic aWRhOng=", "Content-Type": "text/calendar; charset=utf-8"}
    request = Request(address, data=body.encode() or None, method=method, headers=headers)
    with urlopen(request, timeout=10) as answer:
        return str(answer.read().decode())


def theirs(account: Account, name: str, *lines: str) -> None:
    """Something the calendar's owner has put there."""
    event = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:x",
        "BEGIN:VEVENT",
        f"UID:{name}",
        "DTSTAMP:20220901T080000Z",
    ]
    _call(f"{account.url}{name}.ics", "PUT", "\r\n".join([*event, *lines, "END:VEVENT", "END:VCALENDAR", ""]))


def everything(account: Account) -> str:
    return _call(account.url, "GET")


def busy(account: Account, **options: Any) -> list[tuple[str, str]]:
    found = remote.free_busy(account, SINCE, UNTIL, home=HOME, **options)
    assert found.trouble == ()
    return [(f"{start:%d/%m %H:%M}", f"{end:%d/%m %H:%M}") for start, end in found.intervals]


def test_a_real_server_tells_when_somebody_is_busy_across_the_clock_change(account: Account) -> None:
    weekly = (
        "DTSTART;TZID=Europe/Copenhagen:20220906T090000",
        "DTEND;TZID=Europe/Copenhagen:20220906T100000",
    )
    theirs(account, "weekly", *weekly, "RRULE:FREQ=WEEKLY")
    theirs(account, "holiday", "DTSTART;VALUE=DATE:20221027", "DTEND;VALUE=DATE:20221029")
    theirs(account, "free", "DTSTART:20221026T090000Z", "DTEND:20221026T100000Z", "TRANSP:TRANSPARENT")

    assert busy(account) == [
        ("25/10 07:00", "25/10 08:00"),
        ("26/10 22:00", "28/10 22:00"),
        ("01/11 08:00", "01/11 09:00"),
    ]


def test_a_booking_is_written_moved_and_removed(account: Account) -> None:
    assert remote.put(account, INTERVIEW) == Mirrored(True)
    assert everything(account).count("BEGIN:VEVENT") == 1
    assert "DTSTART:20221031T090000Z" in everything(account)

    assert remote.put(account, MOVED) == Mirrored(True)
    assert everything(account).count("BEGIN:VEVENT") == 1
    assert "DTSTART:20221101T090000Z" in everything(account)

    assert remote.remove(account, INTERVIEW.uid) == Mirrored(True)
    assert "BEGIN:VEVENT" not in everything(account)
    assert remote.remove(account, INTERVIEW.uid) == Mirrored(True)


def test_a_cancelled_booking_is_taken_out(account: Account) -> None:
    remote.put(account, INTERVIEW)

    assert remote.put(account, replace(MOVED, cancelled=True)) == Mirrored(True)
    assert "BEGIN:VEVENT" not in everything(account)


def test_writing_the_same_again_changes_nothing(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    remote.put(account, INTERVIEW)
    monkeypatch.setattr(Server, "write", lambda *_: pytest.fail("written again"))

    assert remote.put(account, INTERVIEW) == Mirrored(True)


def test_a_uid_that_is_no_file_name_lies_under_one_that_is(account: Account) -> None:
    odd = replace(INTERVIEW, uid="../../æ <b>&/1")

    assert remote.put(account, odd) == Mirrored(True)
    assert remote.put(account, replace(MOVED, uid=odd.uid)) == Mirrored(True)
    assert everything(account).count("BEGIN:VEVENT") == 1
    assert remote.remove(account, odd.uid) == Mirrored(True)
    assert "BEGIN:VEVENT" not in everything(account)


def test_an_older_writer_does_not_take_a_booking_back(account: Account) -> None:
    remote.put(account, MOVED)

    assert remote.put(account, INTERVIEW) == Mirrored(True)
    assert "DTSTART:20221101T090000Z" in everything(account)


def test_what_the_owner_moved_is_moved_back(account: Account) -> None:
    remote.put(account, INTERVIEW)
    moved = (
        everything(account)
        .replace("20221031T090000Z", "20221031T120000Z")
        .replace("20221031T100000Z", "20221031T130000Z")
    )
    event = moved[moved.index("BEGIN:VEVENT") : moved.index("END:VEVENT")]
    address = f"{account.url}interview.1%40example.org.ics"
    _call(
        address,
        "PUT",
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n",
    )
    assert "DTSTART:20221031T120000Z" in everything(account)

    assert remote.put(account, INTERVIEW) == Mirrored(True)
    assert "DTSTART:20221031T090000Z" in everything(account)


def test_an_event_that_lies_elsewhere_under_our_uid_is_found_and_kept_one(account: Account) -> None:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", f"UID:{INTERVIEW.uid}"]
    lines += ["DTSTAMP:20220901T080000Z", "DTSTART:20221030T080000Z", "DTEND:20221030T090000Z", "END:VEVENT"]
    _call(f"{account.url}accepted-by-mail.ics", "PUT", "\r\n".join([*lines, "END:VCALENDAR", ""]))

    assert remote.put(account, INTERVIEW) == Mirrored(True)
    assert everything(account).count("BEGIN:VEVENT") == 1
    assert "DTSTART:20221031T090000Z" in everything(account)
    assert remote.remove(account, INTERVIEW.uid) == Mirrored(True)
    assert "BEGIN:VEVENT" not in everything(account)


def test_somebody_who_was_faster_is_looked_at_again(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote.put(account, INTERVIEW)
    seen = Server.find
    raced = iter([True])

    def find(server: Server, uid: str) -> Any:
        found = seen(server, uid)
        return replace(found, tag='"an older one"') if next(raced, False) else found

    monkeypatch.setattr(Server, "find", find)

    assert remote.put(account, MOVED) == Mirrored(True)
    assert "DTSTART:20221101T090000Z" in everything(account)


def test_our_own_bookings_keep_nobody_busy(account: Account) -> None:
    remote.put(account, INTERVIEW)
    theirs(account, "invited", "DTSTART:20221103T080000Z", "DTEND:20221103T090000Z")

    assert busy(account, own={"invited"}) == []


def test_the_life_of_an_invitation_leaves_one_event_and_then_none(account: Account) -> None:
    tove = ("Tove Vejle", "tove@example.org")
    meeting = Meeting(
        "interview.2@example.org",
        0,
        INTERVIEW.starts,
        INTERVIEW.ends,
        "Interview",
        "Vejle",
        "",
        ("Kontor", "k@example.org"),
    )
    moved = replace(meeting, sequence=1, starts=MOVED.starts, ends=MOVED.ends)
    changes = [(None, meeting), (meeting, meeting), (meeting, moved), (moved, None)]
    lives: list[tuple[str, int]] = []

    for before, after in changes:
        for part in parts_of(before, after, [tove], now=INTERVIEW.last_modified):
            assert remote.put(account, from_part(part.method, part.ics)) == Mirrored(True)
            lives.append((part.method, everything(account).count("BEGIN:VEVENT")))

    assert lives == [("REQUEST", 1), ("REQUEST", 1), ("CANCEL", 0)]


def from_part(method: str, ics: bytes) -> Entry:
    """What an attendee's calendar makes of a part."""
    (event,) = read(ics).events
    starts, ends, stamp = (
        moment(event.lines[name][0], {}, HOME).earliest() for name in ("DTSTART", "DTEND", "DTSTAMP")
    )
    title, place = event.text("SUMMARY"), event.text("LOCATION")
    number = int(event.text("SEQUENCE"))
    return Entry(event.text("UID"), number, starts, ends, title, place, stamp, cancelled=method == "CANCEL")


def slow(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def one_byte_at_a_time(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(207)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.1)


def huge(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(207)
    handler.end_headers()
    for _ in range(20):
        handler.wfile.write(b"x" * 2**20)


def dropped(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(207)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"<?xml")
    handler.connection.close()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 9))
    + b'] ><multistatus xmlns="DAV:"><response><href>&i;</href></response></multistatus>'
)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (slow, "in time"),
        (one_byte_at_a_time, "in time"),
        (huge, "too large"),
        (dropped, "reached|understood"),
        (says(200, b"<html>Velkommen</html>", Content_Type="text/html"), "no calendar"),
        (says(207, b"{}", Content_Type="application/json"), "no calendar"),
        (says(207, BOMB, Content_Type="text/xml"), "understood"),
        (says(207, b"", Content_Type="text/xml"), "no calendar"),
        (says(301, Location="http://localhost:1/"), "moved"),
        (says(401, WWW_Authenticate="Basic realm=x"), "login"),
        (says(401), "login"),
        (says(403), "login"),
        (says(404), "there is no calendar"),
        (says(429, Retry_After="9999"), "problems"),
        (says(503, Retry_After="9999"), "problems"),
        (says(500, b"\xff\xfe" * 100), "problems"),
    ],
)
def test_a_server_in_trouble_gives_no_times_and_says_what_is_wrong(
    answer: Callable[[BaseHTTPRequestHandler], None], words: str
) -> None:
    with odd_server(answer) as address:
        account = Account(address, "ida", "x", seconds=1)
        begun = time.monotonic()
        found = remote.free_busy(account, SINCE, UNTIL, home=HOME)
        put = remote.put(account, INTERVIEW)

    assert (found.intervals, found.read) == ((), False)
    assert_words(in_english(found.trouble), words)
    assert time.monotonic() - begun < 6
    assert put.done is False
    assert put.trouble


def assert_words(said: str, words: str) -> None:
    assert any(word in said for word in words.split("|")), said


def test_a_server_that_is_away_is_named_so() -> None:
    found = remote.free_busy(Account("http://127.0.0.1:1/x/", seconds=2), SINCE, UNTIL, home=HOME)

    assert (found.intervals, found.read) == ((), False)
    assert said(found.trouble, "da") == "Kalenderserveren kan ikke nås."


@pytest.mark.parametrize(
    "address", ["http://example.org/x/", "file:///etc/passwd", "", "ftp://localhost/", "https://"]
)
def test_a_password_leaves_only_on_a_protected_line(address: str) -> None:
    assert remote.put(Account(address, "ida", "x", seconds=1), INTERVIEW).done is False


def test_the_password_is_not_shown() -> None:
    assert "hemmelig" not in repr(Account("https://example.org", "ida", "hemmelig"))


def test_a_calendar_file_that_is_rubbish_is_told_and_the_others_count() -> None:
    good = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20221101T080000Z\nDTEND:20221101T090000Z\nEND:VEVENT\nEND:VCALENDAR"
    body = "".join(
        f"<response><href>/{number}</href><propstat><prop><C:calendar-data>{text}</C:calendar-data></prop></propstat></response>"
        for number, text in enumerate((good, "rubbish"))
    )
    xml = f'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{body}</multistatus>'
    with odd_server(says(207, xml.encode(), Content_Type="text/xml")) as address:
        found = remote.free_busy(Account(address, seconds=5), SINCE, UNTIL, home=HOME)

    assert len(found.intervals) == 1
    assert in_english(found.trouble) == "Entries in the calendar that could not be read: 1."
