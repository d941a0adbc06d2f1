"""Chinese that a reader sees goes through `_()`, else English readers meet it too; and the finder has been seen to find."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[2]
HAN = re.compile(
    r"[\u3400-\u9fff\u3001\u3002\u300a-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f][^<>{}\n]*"
)
"""Chinese characters, and marks as wide as they are."""
MARKERS = {"_", "_l", "_n", "_lp", "gettext", "ngettext", "pgettext"}
SPOKEN = {"public", "staff", "api", "forms", "letters", "service", "wiring"}
"""Rooms whose strings people read; data, rules and regular expressions may hold Chinese for other reasons."""
OWN_LANGUAGE = re.compile(r'<(\w+)[^>]*\blang="zh(-CN)?"[^>]*>.*?</\1>', re.S)
DATA = {
    "seminars/schedule/service/starting.py": "names that staff may change",
    "seminars/reports/service.py": "where an imported figure comes from, kept beside it in its table",
    "seminars/calendars/service.py": "one calendar serves both languages: Chinese, with the English title",
}
"""Files whose Chinese is data of the house, and why."""
KEPT = {"中文", "中", "简体中文"}
"""The names of languages, written in their own."""


def in_template(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every Chinese bit that a template prints without asking for its translation."""
    tree = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(source)
    asked = {
        id(inner)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKERS
        for inner in call.find_all(nodes.Const)
    }
    for data in tree.find_all(nodes.TemplateData):
        seen = OWN_LANGUAGE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), data.data)
        seen = re.sub(r"<!--.*?-->", lambda match: re.sub(r"[^\n]", " ", match.group()), seen, flags=re.S)
        for found in HAN.finditer(seen):
            yield data.lineno + seen.count("\n", 0, found.start()), found.group().strip()
    for const in tree.find_all(nodes.Const):
        if id(const) not in asked and isinstance(const.value, str) and HAN.search(const.value):
            yield const.lineno, const.value


def in_code(source: str) -> Iterator[tuple[int, str]]:
    """The same for Python: docstrings and arguments of `_()` are what they should be."""
    tree = ast.parse(source)
    fine: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            fine.add(id(node.value))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            fine |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in fine
            and HAN.search(node.value)
        ):
            yield node.lineno, node.value


def bare(root: Path) -> list[str]:
    """Every bare word of the house."""
    found = []
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt", ".svg"}:
            found += [(path, *hit) for hit in in_template(path.read_text("utf-8"))]
    for path in sorted((root / "seminars").rglob("*.py")):
        name = path.relative_to(root)
        if SPOKEN & {*name.with_suffix("").parts} and name.as_posix() not in DATA:
            found += [(path, *hit) for hit in in_code(path.read_text("utf-8"))]
    found = [
        hit for hit in found if hit[2] not in KEPT and "\\" not in hit[2]
    ]  # a backslash: a pattern, not a text
    return [f"{path.relative_to(root)}:{line} {text!r}" for path, line, text in found]


def test_no_chinese_is_printed_without_its_translation() -> None:
    assert bare(ROOT) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<h1>报名</h1>", [(1, "报名")]),
        ("<h1>{{ _('报名') }}</h1>", []),
        ("\n<p>{{ name or '无名' }}</p>", [(2, "无名")]),
        ("{# 说明 #}<!-- 说明 --><b lang='en'></b>", []),
        ('<a lang="zh-CN" href="?lang=zh">中文页面</a>', []),
        ("{% trans %}报名{% endtrans %}", []),
    ],
)
def test_a_bare_word_in_a_template_is_found(source: str, found: list[tuple[int, str]]) -> None:
    assert list(in_template(source)) == found


def test_a_bare_word_in_code_is_found() -> None:
    code = '"""说明"""\nA = _l("报名")\nB = "报名"\nC = _("还有 %(n)s 个", n="个")\nD = f"共{3}个"\n'
    assert list(in_code(code)) == [(3, "报名"), (5, "共"), (5, "个")]
