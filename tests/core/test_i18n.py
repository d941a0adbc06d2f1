"""Words in templates: escaped, in the reader's language, whatever their placeholders are called."""

import pytest
from flask import Flask

from seminars.core.i18n import force_language


@pytest.fixture
def engine() -> str:
    """No row is read: one engine is enough."""
    return "sqlite"


@pytest.mark.parametrize("name", ["text", "context", "n"])
def test_a_placeholder_may_have_any_name(app: Flask, name: str) -> None:
    template = app.jinja_env.from_string("{{ _('答：%(" + name + ")s', " + name + "='<b>') }}")
    with app.test_request_context(), force_language("zh"):
        assert template.render() == "答：&lt;b&gt;"


def test_a_word_follows_the_language_of_the_letter(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ _('账号') }}")
    for language, word in (("en", "Accounts"), ("zh", "账号"), ("en", "Accounts")):
        with app.test_request_context(), force_language(language):
            assert template.render() == word


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ann O'Neil", "Ann O&#39;Neil"),
        ("<b>，</b>", '&lt;b&gt;，</span><span class="phrase">&lt;/b&gt;'),
    ],
)
def test_a_name_in_phrases_is_escaped_once(app: Flask, name: str, shown: str) -> None:
    """N1, G6: neither twice, nor, where its own commas are breaks too, not at all."""
    template = app.jinja_env.from_string("{{ _('%(name)s，您好', name=name)|phrases }} {{ name|phrases }}")
    with app.test_request_context(), force_language("zh"):
        whole = template.render(name=name)
    assert f'<span class="phrase">{shown}，</span><span class="phrase">您好</span>' in whole
    assert whole.count("<b>") == 0 and "&amp;" not in whole
