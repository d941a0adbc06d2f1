"""Forms of one person: in a registration, corrected, or put in another's place."""

from collections.abc import Iterator

from wtforms import Field
from wtforms import Form as PlainForm

from seminars.core.errors import Refusal
from seminars.core.forms import LineField, PhoneField, Ruled
from seminars.core.i18n import _l
from seminars.core.marks import MarkedForm
from seminars.registration.forms.fields import LONGEST_TYPED, AtMost, EmailField, KeptPhoneField
from seminars.registration.rules import NAME_WARNINGS, PersonInput, check_person_name


class PersonFields:
    """Who a person is and how to reach them."""

    name = LineField(_l("姓名"), [Ruled(check_person_name)], longest=LONGEST_TYPED)
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


class AttendeeForm(PersonFields, MarkedForm):
    """Corrects one attendee, or names the person who comes instead."""

    def refuse(self, refusal: Refusal) -> None:
        """A refusal of a row of the long form belongs to the same field here."""
        refusal.field = (refusal.field or "").rpartition("-")[2]
        super().refuse(refusal)


class StaffPersonForm(AttendeeForm):
    """Staff correct one attendee."""

    phone = KeptPhoneField(_l("手机号码"), longest=LONGEST_TYPED)
