"""What may be an address, what follows a try, what staff may see."""

from datetime import timedelta

import pytest

from seminars.outbox import rules
from seminars.outbox.rules import Next, Outcome, after

FORGED = [
    "a@b.cn,evil@x.cn",
    "a@b.cn;evil@x.cn",
    "a@b.cn evil@x.cn",
    "a@b.cn\n",
    "a@b.cn\r\nBcc: x@y.cn",
    "\na@b.cn",
    "<a@b.cn>",
    "张三 <a@b.cn>",
    '"a,b"@b.cn',
    "a@b@c.cn",
    "a@b.cn(evil@x.cn)",
    "a@[127.0.0.1]",
    "a@b",
    "a..b@c.cn",
    ".a@c.cn",
    "用户@例子.cn",
    "a@b.cn\u2028",
    "",
    "@b.cn",
    "a@",
    "a" * 65 + "@b.cn",
    "a@" + "b." * 130 + "cn",
]


@pytest.mark.parametrize("text", FORGED)
def test_what_a_header_could_read_as_two_is_no_address(text: str) -> None:
    """D6."""
    assert not rules.is_address(text)


@pytest.mark.parametrize("text", ["a@b.cn", "Li.Ming+15@mail.example.com", "o'neill@x-y.example", "1@2.cn"])
def test_plain_addresses_are_addresses(text: str) -> None:
    assert rules.is_address(text)


def test_a_refusal_for_good_is_not_repeated() -> None:
    """D11."""
    assert after(Outcome.REFUSED, 1, False) == Next(rules.FAILED)


def test_an_absent_server_uses_up_no_tries() -> None:
    """D1."""
    assert after(Outcome.AWAY, 7, False) == Next(rules.QUEUED, counts=False)


def test_waits_grow_and_outlast_a_day_then_end() -> None:
    waits = [after(Outcome.NOT_NOW, n, False).wait for n in range(1, 8)]
    assert waits == sorted(waits)
    assert sum(waits, timedelta(0)) > timedelta(hours=24)
    assert after(Outcome.NOT_NOW, 8, False) == Next(rules.FAILED)


def test_an_unclear_try_is_repeated_once_and_never_for_letters_that_must_not_go_twice() -> None:
    """D2."""
    assert after(Outcome.UNCLEAR, 1, False).state == rules.QUEUED
    assert after(Outcome.UNCLEAR, 2, False).state == rules.UNCERTAIN
    assert after(Outcome.UNCLEAR, 1, True).state == rules.UNCERTAIN


def test_addresses_are_masked_and_letters_lose_what_opens_something() -> None:
    assert rules.masked("guanwu@example.cn") == "gu***@example.cn"
    assert rules.masked("li@example.cn") == "l***@example.cn"
    text = "见 https://mdm.example.cn/r/7Q2MKXD49VTA 或 https://mdm.example.cn/t/ABC.png，/seminars/12 不变"
    assert (
        rules.without_secrets(text, {"/r/", "/t/"})
        == "见 https://mdm.example.cn/r/… 或 https://mdm.example.cn/t/….png，/seminars/12 不变"
    )
    told = "短码Y76-CN9-5，<b>K7M-2Q9-N</b>；电话400-123-4567，2026-12-15不变"
    assert rules.without_secrets(told, {"/r/"}) == "短码…，<b>…</b>；电话400-123-4567，2026-12-15不变"
