"""The form of a registration: enterprise, attendees, questions, consent."""

import secrets
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms import Form as PlainForm

from seminars.core.errors import Refusal
from seminars.core.forms import Form, TextField
from seminars.core.i18n import _, _l, localized
from seminars.enterprises.rules import WARNINGS as ENTERPRISE_WARNINGS
from seminars.enterprises.rules import check_uscc
from seminars.registration.forms.fields import LONGEST_TYPED, AtMost, EmailField
from seminars.registration.forms.firm import FirmFields
from seminars.registration.forms.people import PersonForm
from seminars.registration.rules import CONSENT_VERSION, NameOnList, PersonInput, WaitWish, is_form_key
from seminars.schedule.models import Category, Seminar

MOST_PEOPLE = 50
MOST_QUESTIONS = 5
TOGETHER, IN_PARTS = "together", "parts"


class QuestionForm(PlainForm):
    """One question for the officers."""

    text = TextField(_l("您的问题"), [AtMost(1000)], longest=LONGEST_TYPED)
    category = SelectField(_l("关于"), validate_choice=False)


class RegistrationForm(FirmFields, Form):
    """One page: enterprise, attendees, questions, consent."""

    email = EmailField(_l("接收确认信的邮箱"), longest=254)
    people = FieldList(FormField(PersonForm), min_entries=1, max_entries=MOST_PEOPLE)
    questions = FieldList(FormField(QuestionForm), min_entries=1, max_entries=MOST_QUESTIONS)
    sure = BooleanField(_l("已核对，没有填错"))
    namesake = BooleanField(_l("同名的是另一位，不是重复报名"))
    consent = BooleanField(_l("同意"))
    notice = HiddenField(default=CONSENT_VERSION)
    form_key = HiddenField()
    wait = HiddenField()
    """not empty on the form of a full seminar: who finds no seats joins the waiting list"""
    come = RadioField(
        _l("座位不够一整队时"),
        choices=[(TOGETHER, _l("等齐了一起来")), (IN_PARTS, _l("可以先来一部分"))],
        default=TOGETHER,
    )
    unconsented = _l("请勾选同意，才能为您留座。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_doubtful = False
        self.has_namesake = bool(self.namesake.data)
        if not is_form_key(self.form_key.data or ""):
            self.form_key.data = secrets.token_urlsafe(24)

    def fit(self, seminar: Seminar) -> None:
        """Tell the rows the area code of the seminar."""
        self.area_code = seminar.area_code
        self._fit_rows()

    def offer(self, categories: Sequence[Category]) -> None:
        """The subjects a question may have: only who is shown the form needs them."""
        subjects = [(one.slug, localized(one, "name")) for one in categories]
        for question in self.questions:
            question.form.category.choices = [("", _("还不确定")), *subjects]

    def _fit_rows(self) -> None:
        for person in self.people:
            person.form.phone.area_code = self.area_code

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field, then the consent, then what is asked once more."""
        good = bool(super().validate(extra_validators))
        return self._consents() and good and self._is_sure()

    def refuse(self, refusal: Refusal) -> None:
        """Also beside a field of a row: `people-1-phone`."""
        place, _dash, name = (refusal.field or "").removeprefix("people-").partition("-")
        if isinstance(refusal, NameOnList):
            self._ask_about(refusal)
        elif place.isdigit() and int(place) < len(self.people):
            self._refuse_row(int(place), name, refusal)
        else:
            super().refuse(refusal)

    def _ask_about(self, refusal: NameOnList) -> None:
        """Two people of one name are rare and lawful: asked once, then accepted."""
        self.has_namesake = True
        for place in refusal.places:
            self._refuse_row(place, "name", refusal)
        self.namesake.errors = [_("确是同名的另一位，请勾选这里再提交。")]

    def _refuse_row(self, place: int, name: str, refusal: Refusal) -> None:
        field = self.people[place].form[name]
        field.errors = [*field.errors, str(refusal.text)]
        self.people.errors = [row.errors for row in self.people]

    def persons(self) -> list[PersonInput]:
        """Who is to come."""
        return [row.form.person() for row in self.people]

    def wish_to_wait(self) -> WaitWish | None:
        """Whether they would rather wait than go away, and whether a part of them may come first."""
        return WaitWish(may_split=self.come.data == IN_PARTS) if self.wait.data else None

    def asked(self) -> list[tuple[str, str]]:
        """Questions with words in them, with the slug of a subject or an empty one; a strange one is no subject to `questions.ask`."""
        rows = [(row.form.text.data or "", row.form.category.data or "") for row in self.questions]
        return [(text, slug) for text, slug in rows if text]

    def reshape(self, *, add: str, remove: str) -> bool:
        """Add or take away a card or a question, without judging anything: these buttons work without JavaScript."""
        kind, _dash, place = remove.partition("-")
        number = int(place) if place.isdecimal() and len(place) < 4 else -1
        deeds = {"people": self.add_person, "questions": self.add_question}
        takings = {"people": self.remove_person, "questions": self.remove_question}
        if add in deeds:
            deeds[add]()
        elif kind in takings:
            takings[kind](number)
        else:
            return False
        self._fit_rows()
        return True

    def add_person(self) -> None:
        """One more empty card."""
        self.people.append_entry()

    def remove_person(self, place: int) -> None:
        """Take a card away; the first one stays when it is the last."""
        _remove(self.people, place)

    def add_question(self) -> None:
        """One more empty question."""
        if len(self.questions) < MOST_QUESTIONS:
            self.questions.append_entry()

    def remove_question(self, place: int) -> None:
        """Take a question away."""
        _remove(self.questions, place)

    def _consents(self) -> bool:
        if self.consent.data and self.notice.data == CONSENT_VERSION:
            return True
        self.consent.errors = [str(self.unconsented)]
        self.consent.data, self.notice.data = False, CONSENT_VERSION
        return False

    def _is_sure(self) -> bool:
        doubts = [one for row in self.people for one in row.form.doubts()]
        if self.uscc.data:
            doubts += [
                (self.uscc, str(ENTERPRISE_WARNINGS[key])) for key in check_uscc(self.uscc.data).warnings
            ]
        self.is_doubtful = bool(doubts)
        if not doubts or self.sure.data:
            return True
        for field, words in doubts:
            field.errors = [*field.errors, words]
        self.sure.errors = [_("核对过了，请勾选这里再提交。")]
        return False


class OnBehalfForm(RegistrationForm):
    """Staff write for a caller: the same facts, the consent given by telephone, and a note for colleagues."""

    note = TextField(_l("内部备注"), [AtMost(1000)], longest=LONGEST_TYPED)
    unconsented = _l("请先向来电人说明个人信息处理规则，对方同意后勾选。")


def _remove(rows: "FieldList[FormField[Any]]", place: int) -> None:
    """A FieldList keeps the indices it was sent; the page numbers them anew."""
    if len(rows.entries) > 1 and 0 <= place < len(rows.entries):
        kept = [row.data for number, row in enumerate(rows.entries) if number != place]
        rows.entries, rows.last_index = [], -1
        for data in kept:
            rows.append_entry(data)
