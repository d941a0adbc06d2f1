"""The English words are complete, and the tool that says so has been seen to say no."""

from pathlib import Path

import pytest
from babel.support import Translations

from tools import words

CODE = """from seminars.core.i18n import _, _n\nTITLE = _('参会人')\ndef left(n): return _n('%(num)s 人', '%(num)s 人', n)\n"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house with one package, its words not yet translated."""
    for name, text in {
        "templates/places/map.html": "<h1>{{ _('报名') }}</h1><p>{{ _('还有 %(n)s 个座位', n=3) }}</p>",
        "seminars/places/public.py": CODE,
        "templates/errors/404.html": "<h1>{{ _('没有这一页') }}</h1>",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    words.update(tmp_path, [])
    return tmp_path


def write(house: Path, package: str, english: dict[str, str]) -> None:
    path = words.po_file(house, package)
    lines = path.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        for chinese, text in english.items():
            if line == f'msgid "{chinese}"':
                lines[number + 1] = f'msgstr "{text}"'
    path.write_text("\n".join(lines) + "\n", "utf-8")


def complete(house: Path) -> None:
    write(
        house, "places", {"报名": "Register", "还有 %(n)s 个座位": "%(n)s seats left", "参会人": "Attendees"}
    )
    write(house, "site", {"没有这一页": "No such page"})
    path = words.po_file(house, "places")
    text = path.read_text("utf-8").replace('msgstr[0] ""', 'msgstr[0] "one person"')
    path.write_text(text.replace('msgstr[1] ""', 'msgstr[1] "%(num)s people"'), "utf-8")


def said(house: Path) -> str:
    return "\n".join(str(trouble) for trouble in words.troubles_of(house))


def test_every_word_of_the_house_has_its_english() -> None:
    assert words.troubles_of(words.ROOT) == []


def test_a_new_word_is_reported_until_it_is_translated(house: Path) -> None:
    assert "no English for '参会人'" in said(house)
    complete(house)
    assert said(house) == ""


def test_compiling_joins_the_words_of_all_packages(house: Path) -> None:
    complete(house)
    with words.compile_catalogue(house).open("rb") as file:
        catalogue = Translations(file)
    assert catalogue.gettext("没有这一页") == "No such page"
    assert catalogue.ngettext("%(num)s 人", "%(num)s 人", 1) == "one person"
    assert catalogue.ngettext("%(num)s 人", "%(num)s 人", 2) == "%(num)s people"


def test_updating_twice_changes_nothing_and_keeps_the_english(house: Path) -> None:
    complete(house)
    words.update(house, [])
    before = words.po_file(house, "places").read_text("utf-8")
    words.update(house, [])
    assert words.po_file(house, "places").read_text("utf-8") == before
    assert "Register" in before


@pytest.mark.parametrize(
    ("english", "complaint"),
    [
        ("%(m)s seats left", "placeholders differ"),
        ("seats left", "placeholders differ"),
        ("%(n)s seats left, 100%", "a lone % sign"),
    ],
)
def test_a_translation_must_fill_in_the_same_names(house: Path, english: str, complaint: str) -> None:
    complete(house)
    write(house, "places", {"还有 %(n)s 个座位": english})
    assert complaint in said(house)


@pytest.mark.parametrize(("times", "is_wrong"), [(1, False), (2, True), (5, True)])
def test_a_translation_that_says_itself_again_is_reported(house: Path, times: int, is_wrong: bool) -> None:
    complete(house)
    write(house, "places", {"还有 %(n)s 个座位": "Seats left: %(n)s. Please wait." * times})
    assert ("said several times over" in said(house)) is is_wrong


def test_a_word_that_left_the_code_is_stale(house: Path) -> None:
    complete(house)
    (house / "templates/places/map.html").write_text("<h1>{{ _('报名') }}</h1>", "utf-8")
    assert "places.po: not up to date" in said(house)
    words.update(house, [])
    assert said(house) == ""
    assert "seats left" not in words.po_file(house, "places").read_text("utf-8")


def test_one_message_is_said_in_one_way(house: Path) -> None:
    complete(house)
    (house / "templates/errors/404.html").write_text("{{ _('报名') }}", "utf-8")
    words.update(house, [])
    assert said(house) == ""
    write(house, "site", {"报名": "Sign up"})
    assert "'报名' is ['Sign up'] here and ['Register'] in places.po" in said(house)


def test_a_half_written_template_keeps_its_words(house: Path) -> None:
    complete(house)
    before = words.po_file(house, "places").read_text("utf-8")
    (house / "templates/places/map.html").write_text("<h1>{{ _('报名' </h1>", "utf-8")
    troubles = words.update(house, [])
    assert any("map.html cannot be read" in str(trouble) for trouble in troubles)
    assert words.po_file(house, "places").read_text("utf-8") == before
