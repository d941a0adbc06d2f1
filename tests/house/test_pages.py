"""The test client's own eyes: each fault of a page is seen, and a good page passes."""

import pytest
from flask import Flask

from seminars.accounts.models import Staff
from seminars.core.db import db
from tests.conftest import new_client
from tests.pages import fragment_faults, page_faults

GOOD = """<!doctype html><html lang="zh-CN"><head><title>报名</title><meta charset="utf-8"></head><body><h1>报名</h1>
<form action="/register"><label for="name">姓名</label><input id="name" name="name" type="text">
<label><input type="checkbox" name="agree"> 同意</label><input type="hidden" name="secret"><button>提交</button></form>
<a href="https://map.example/x">地图</a><img src="/assets/x.png" alt=""></body></html>"""


def test_a_good_page_has_no_faults() -> None:
    assert list(page_faults(GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("<!doctype html>", "", "doctype"),
        ("</form>", "</div></form>", "end-tag-too-early"),
        ("<h1>报名</h1>", "", "a page has one h1"),
        ("<h1>报名</h1>", "<h1>报名</h1><h1>又</h1>", "a page has one h1"),
        ("<title>报名</title>", "<title></title>", "a page has a title"),
        (' lang="zh-CN"', "", "says no language"),
        ('<a href="https', '<a id="name" href="https', "the id 'name' is there 2 times"),
        (' id="name" name="name"', ' id="other" name="name"', "<input name='name'> has no label"),
        ("> 同意</label>", "></label>", "<input name='agree'> has no label"),
        ('type="text"', 'type="text" aria-describedby="hint"', "points at nothing"),
        ("<button>提交</button>", "<button></button>", "has no words"),
        (' alt=""', "", "has no alt"),
        ("<form", '<form style="color:red"', "style=…>: the policy forbids"),
        ("<button>", '<button onclick="x()">', "onclick=…>: the policy forbids"),
        ("</body>", "<script>x()</script></body>", "<script> written into the page"),
        ('src="/assets', 'src="//cdn.example/assets', "loads from another host"),
        (
            "</head>",
            '<link rel="stylesheet" href="https://cdn.example/x.css"></head>',
            "loads from another host",
        ),
    ],
)
def test_a_fault_is_seen(old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    assert complaint in "\n".join(page_faults(GOOD.replace(old, new, 1)))


def test_a_fragment_needs_no_title_but_labels() -> None:
    assert list(fragment_faults("<p>还有 3 个座位</p>")) == []
    assert "has no label" in "\n".join(fragment_faults("<input name='x' type='text'>"))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
class TestTheClient:
    def test_it_refuses_a_bad_page(self, app: Flask) -> None:
        app.add_url_rule("/bad", "bad", lambda: "<p>nothing")
        with pytest.raises(AssertionError, match="/bad is not a good page"):
            new_client(app).get("/bad")

    def test_it_refuses_a_change_that_comes_after_the_commit(self, app: Flask) -> None:
        app.add_url_rule("/late", "late", lambda: GOOD)
        # Flask runs these in the reverse order of their registration: the first in the list runs last.
        app.after_request_funcs[None].insert(
            0, lambda answer: db.session.add(Staff(email="late@customs.example")) or answer
        )
        with pytest.raises(AssertionError, match="/late left changes after its commit"):
            new_client(app).get("/late")

    def test_it_wants_the_test_itself_to_commit(self, app: Flask) -> None:
        db.session.add(Staff(email="pending@customs.example"))
        with pytest.raises(AssertionError, match="has not committed"):
            new_client(app).get("/healthz")
        db.session.rollback()

    def test_each_request_has_its_own_context(self, app: Flask) -> None:
        seen = []
        app.add_url_rule("/who", "who", lambda: seen.append(db.session()) or GOOD)
        for _ in range(2):
            new_client(app).get("/who")
        assert len({id(session) for session in [*seen, db.session()]}) == 3
