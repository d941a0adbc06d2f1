"""What enterprises type: shape and cleaning; the rules say what is right."""

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import StopValidation
from wtforms.widgets import EmailInput

from seminars.core.errors import Refusal
from seminars.core.forms import Form, LineField, PhoneField, Ruled, TextField
from seminars.core.i18n import _, _l, localized
from seminars.core.marks import MarkedForm
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import WARNINGS as ENTERPRISE_WARNINGS
from seminars.enterprises.rules import check_enterprise_name, check_uscc, folded_name
from seminars.outbox.rules import is_address
from seminars.registration.rules import (
    CONSENT_VERSION,
    NAME_WARNINGS,
    EnterpriseInput,
    NameOnList,
    PersonInput,
    WaitWish,
    check_person_name,
    is_form_key,
)
from seminars.registration.rules.importing import is_own_agent
from seminars.schedule.models import Category, Seminar

LONGEST_TYPED = 20_000
"""Beyond any answer: what is too long is refused by the rule of its field, in words."""
MOST_PEOPLE = 50
MOST_QUESTIONS = 5
TOGETHER, IN_PARTS = "together", "parts"


class AtMost:
    """So many characters, said in our words."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, form: PlainForm, field: Field) -> None:
        """Stops what no column could hold."""
        if len(field.data or "") > self.longest:
            raise StopValidation(_("最多%(n)s个字，您写了%(m)s个。", n=self.longest, m=len(field.data)))


class EmailField(LineField):
    """An address that may be left out."""

    widget = EmailInput()

    def pre_validate(self, form: Any) -> None:
        """One plain address or nothing (D5, D6)."""
        if self.data and not is_address(self.data):
            raise StopValidation(_("邮箱地址不完整，例如 guanwu@example.cn。"))


def _name_field() -> LineField:
    return LineField(_l("姓名"), [Ruled(check_person_name)], longest=LONGEST_TYPED)


class PersonFields:
    """Who a person is and how to reach them."""

    name = _name_field()
    phone = PhoneField(_l("手机号码"), longest=LONGEST_TYPED)
    position = LineField(_l("职务"), [AtMost(60)], longest=LONGEST_TYPED)
    email = EmailField(_l("邮箱"), longest=254)
    access_need = LineField(_l("无障碍需要"), [AtMost(200)], longest=LONGEST_TYPED)

    def person(self) -> PersonInput:
        """What was typed, in normal form."""
        return PersonInput(
            name=check_person_name(self.name.data or "").value,
            phone=self.phone.e164,
            email=self.email.data or "",
            position=self.position.data or "",
            access_need=self.access_need.data or "",
        )

    def has_details(self) -> bool:
        """Whether the folded part holds something to be seen."""
        folded = (self.position, self.email, self.access_need)
        return any(field.data or field.errors for field in folded)

    def doubts(self) -> Iterator[tuple[Field, str]]:
        """What is lawful but rare: asked once, then accepted."""
        for warning in check_person_name(self.name.data or "").warnings:
            yield self.name, str(NAME_WARNINGS[warning])


class PersonForm(PersonFields, PlainForm):
    """One attendee."""


class QuestionForm(PlainForm):
    """One question for the officers."""

    text = TextField(_l("您的问题"), [AtMost(1000)], longest=LONGEST_TYPED)
    category = SelectField(_l("关于"), validate_choice=False)


class FirmFields:
    """Which enterprise takes part, and who writes for it."""

    enterprise_name = LineField(_l("企业名称"), [Ruled(check_enterprise_name)], longest=LONGEST_TYPED)
    uscc = LineField(_l("统一社会信用代码"), longest=LONGEST_TYPED)
    agent = LineField(_l("代理报关企业或分支机构"), [AtMost(100)], longest=LONGEST_TYPED)

    def enterprise(self) -> EnterpriseInput:
        """The enterprise as it was typed."""
        return EnterpriseInput(name=self.enterprise_name.data or "", uscc=self.uscc.data or None)

    def take(self, firm: Enterprise) -> None:
        """An enterprise that is known: its name, and its code if there is one."""
        self.enterprise_name.data, self.uscc.data = firm.name, firm.uscc or ""

    def validate_agent(self, field: Field) -> None:
        """Somebody's name when given."""
        if field.data and not any(sign.isalpha() for sign in field.data):
            raise StopValidation(_("代理企业的名称里要有文字。"))
        if is_own_agent(field.data or "", folded_name(self.enterprise_name.data or "")):
            raise StopValidation(_("这里写的就是参会的企业。企业自己报名，请留空。"))

    def validate_uscc(self: Any, field: Field) -> None:
        """Optional, but right when given."""
        if field.data:
            Ruled(check_uscc)(self, field)


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


class AttendeeForm(PersonFields, MarkedForm):
    """Corrects one attendee, or names the person who comes instead."""

    def refuse(self, refusal: Refusal) -> None:
        """A refusal of a row of the long form belongs to the same field here."""
        refusal.field = (refusal.field or "").rpartition("-")[2]
        super().refuse(refusal)


class KeptPhoneField(PhoneField):
    """A number that stays as it is when nothing is typed: lists show it masked."""

    kept = ""

    def pre_validate(self, form: Any) -> None:
        """Only what was typed is judged."""
        if self.data:
            super().pre_validate(form)

    @property
    def e164(self) -> str:
        """What was typed, else what was there. Raises PhoneRefusal."""
        return super().e164 if self.data else self.kept


class StaffPersonForm(AttendeeForm):
    """Staff correct one attendee."""

    phone = KeptPhoneField(_l("手机号码"), longest=LONGEST_TYPED)


class ConfirmForm(Form):
    """Only a yes."""


class SplitForm(Form):
    """What the page asked about: 1, a part of the team may come first; 0, all or nobody."""

    may_split = HiddenField()


class LostLinkForm(Form):
    """To which address the links shall go."""

    email = EmailField(_l("报名时留的邮箱"), longest=254)

    def validate_email(self, field: Field) -> None:
        """Here it is needed."""
        if not field.data:
            raise StopValidation(_("请填写邮箱。"))


class CancelForm(Form):
    """Staff cancel a registration: why, in words that go into the letter."""

    reason = LineField(_l("原因"), [AtMost(200)], longest=LONGEST_TYPED)

    def validate_reason(self, field: Field) -> None:
        """A reason is owed."""
        if not field.data:
            raise StopValidation(_("请写明原因，会写进给企业的信里。"))


class PromoteForm(Form):
    """An organizer promotes out of turn: why, in words for the log."""

    reason = LineField(_l("破例理由"), [AtMost(200)], longest=LONGEST_TYPED)

    def validate_reason(self, field: Field) -> None:
        """A reason is owed."""
        if not field.data:
            raise StopValidation(_("请写明理由，会记入日志。"))


class NoteForm(Form):
    """What colleagues should know."""

    text = TextField(_l("备注"), [AtMost(1000)], longest=LONGEST_TYPED)

    def validate_text(self, field: Field) -> None:
        """Something must stand in it."""
        if not field.data:
            raise StopValidation(_("请写下备注。"))


class BulkForm(Form):
    """One deed for many: why, or what the letter says; sent twice it is done once."""

    text = TextField(_l("内容"), [AtMost(1000)], longest=LONGEST_TYPED)
    form_key = HiddenField()

    def __init__(self, kind: str, **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind
        if not is_form_key(self.form_key.data or ""):
            self.form_key.data = secrets.token_urlsafe(24)

    def validate_text(self, field: Field) -> None:
        """A cancellation owes a reason, a letter its words."""
        if self.kind == "cancel" and not field.data:
            raise StopValidation(_("请写明原因，会写进给企业的信里。"))
        if self.kind == "message" and not field.data:
            raise StopValidation(_("请写下信的内容。"))


class FirmForm(FirmFields, MarkedForm):
    """Staff put right for which enterprise a registration is, and who sent it in."""


class TransferForm(Form):
    """To which seminar a registration moves."""

    to = SelectField(_l("移到哪一期"), validate_choice=True)


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
