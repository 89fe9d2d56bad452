from __future__ import annotations

import base64
import ipaddress
import socket

import httpcore
import pytest

from jobs.callback import Deadline, Pinned, check_url, is_public, resolve
from jobs.errors import BadCallback
from jobs.webhooks import Rules, check_callback

SECRET = "whsec_" + base64.b64encode(b"a secret of the test, 32 bytes!!").decode()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://example.org/hook", None),
        ("http://example.org:8080/hook?key=1", None),
        ("https://93.184.215.14/", None),
        ("https://[2606:4700:4700::1111]/", None),
        ("ftp://example.org/", "https://"),
        ("example.org/hook", "https://"),
        ("https:///hook", "host"),
        ("https://ada:secret@example.org/", "password"),
        ("https://example.org/#part", "fragment"),
        ("https://example.org/ x", "printable"),
        ("https://example.org/\n", "printable"),
        ("https://exämple.org/", "ASCII"),
        ("https://example.org:99999/", "well formed"),
        ("https://[::1/", "well formed"),
        ("https://example.org/" + "x" * 2048, "2048"),
        ("http://127.0.0.1/", "private"),
        ("http://10.1.2.3/", "private"),
        ("http://192.168.0.1/", "private"),
        ("http://169.254.169.254/latest/meta-data", "private"),
        ("http://100.64.0.1/", "private"),
        ("http://0.0.0.0/", "private"),
        ("http://224.0.0.1/", "private"),
        ("http://240.0.0.1/", "private"),
        ("http://[::1]/", "private"),
        ("http://[::]/", "private"),
        ("http://[fe80::1]/", "private"),
        ("http://[fd00::1]/", "private"),
        ("http://[::ffff:127.0.0.1]/", "private"),
        ("http://[64:ff9b::7f00:1]/", "private"),
        ("http://[2002:7f00:1::]/", "private"),
        ("http://localhost/", "private"),
        ("http://localhost./", "private"),
        ("http://api.localhost/", "private"),
        ("http://2130706433/", "spelling"),
        ("http://127.1/", "spelling"),
        ("http://0x7f000001/", "spelling"),
        ("http://0177.0.0.1/", "spelling"),
    ],
)
def test_an_address_is_judged_by_what_it_says(url, why):
    if why is None:
        check_url(url, private=False)
        return
    with pytest.raises(BadCallback, match=why):
        check_url(url, private=False)


def test_private_addresses_can_be_allowed_but_not_other_schemes():
    check_url("http://127.0.0.1:9/", private=True)
    with pytest.raises(BadCallback):
        check_url("file:///etc/passwd", private=True)


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("192.0.2.1", False), ("198.18.0.1", False), ("2001:db8::1", False), ("ff02::1", False),
     ("2606:4700:4700::1111", True), ("64:ff9b::808:808", True), ("2002:808:808::", True), ("::ffff:8.8.8.8", True)],
)  # fmt: skip
def test_what_is_public(address, public):
    assert is_public(ipaddress.ip_address(address)) is public


def found(*addresses):
    return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]


def test_one_private_address_among_a_names_addresses_is_enough_to_refuse_it(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", found("93.184.215.14", "10.0.0.1"))
    with pytest.raises(BadCallback):
        resolve("example.org", 80, private=False)
    assert resolve("example.org", 80, private=True) == "93.184.215.14"


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A name that changes its address between the check and the connection leads nowhere new."""
    asked: list[str] = []
    answers = iter([found("93.184.215.14"), found("127.0.0.1")])

    def lookup(host, *rest, **more):
        asked.append(host)
        return next(answers)(host)

    connected: list[str] = []

    def connect(self, host, port, timeout, **_):
        connected.append(host)
        raise httpcore.ConnectError("nobody there")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with pytest.raises(httpcore.ConnectError):
        Pinned(Deadline(5), private=False).connect_tcp("rebinding.example", 80)
    assert (asked, connected) == (["rebinding.example"], ["93.184.215.14"])
    with pytest.raises(BadCallback):
        Pinned(Deadline(5), private=False).connect_tcp("rebinding.example", 80)
    assert connected == ["93.184.215.14"]


def test_a_deadline_that_is_past_ends_every_step():
    with pytest.raises(httpcore.TimeoutException):
        Deadline(-1).left()
    assert 0 < Deadline(5).left() <= 5


@pytest.mark.parametrize(
    ("url", "secret", "rules", "why"),
    [
        ("https://example.org/", None, Rules(SECRET, False), None),
        ("https://example.org/", SECRET, Rules(None, False), None),
        ("https://example.org/", None, Rules(None, False), "signed"),
        ("https://example.org/", "whsec_c2hvcnQ=", Rules(None, False), "24 to 64"),
        ("https://example.org/", SECRET.removeprefix("whsec_"), Rules(SECRET, False), "whsec_"),
        ("https://example.org/", "whsec_é", Rules(SECRET, False), "whsec_"),
        ("http://10.0.0.1/", None, Rules(SECRET, False), "private"),
        ("http://10.0.0.1/", None, Rules(SECRET, True), None),
    ],
)
def test_what_a_job_may_name_as_its_callback(url, secret, rules, why):
    if why is None:
        check_callback(url, secret, rules)
        return
    with pytest.raises(BadCallback, match=why):
        check_callback(url, secret, rules)
