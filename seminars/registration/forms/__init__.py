"""What enterprises and staff type: shape and cleaning; the rules say what is right."""

from seminars.registration.forms.deeds import (
    BulkForm,
    CancelForm,
    ConfirmForm,
    LostLinkForm,
    NoteForm,
    PromoteForm,
    SplitForm,
    TransferForm,
)
from seminars.registration.forms.firm import FirmForm
from seminars.registration.forms.people import AttendeeForm, StaffPersonForm
from seminars.registration.forms.registering import OnBehalfForm, RegistrationForm

__all__ = [
    "AttendeeForm",
    "BulkForm",
    "CancelForm",
    "ConfirmForm",
    "FirmForm",
    "LostLinkForm",
    "NoteForm",
    "OnBehalfForm",
    "PromoteForm",
    "RegistrationForm",
    "SplitForm",
    "StaffPersonForm",
    "TransferForm",
]
