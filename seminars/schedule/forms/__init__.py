"""Forms of the schedule."""

from seminars.schedule.forms.agenda import AgendaForm
from seminars.schedule.forms.decree import DecreeForm
from seminars.schedule.forms.deeds import CancelForm, DeedForm, MoveForm, PublishForm, ReplanForm, SkipForm
from seminars.schedule.forms.facts import FactsForm, NewForm
from seminars.schedule.forms.handouts import HandoutForm, PrintedForm
from seminars.schedule.forms.series import SeriesForm
from seminars.schedule.forms.webcast import WebcastForm

__all__ = [
    "AgendaForm",
    "CancelForm",
    "DecreeForm",
    "DeedForm",
    "FactsForm",
    "HandoutForm",
    "MoveForm",
    "NewForm",
    "PrintedForm",
    "PublishForm",
    "ReplanForm",
    "SeriesForm",
    "SkipForm",
    "WebcastForm",
]
