"""The form of a webcast and its recording."""

from typing import Any

from wtforms import IntegerField
from wtforms.validators import InputRequired

from seminars.core.forms import LineField
from seminars.core.i18n import _l
from seminars.schedule.forms.deeds import DeedForm
from seminars.schedule.models import Seminar


class WebcastForm(DeedForm):
    """Two addresses and how many watched."""

    webcast_url = LineField(_l("直播网址"), longest=300)
    recording_url = LineField(_l("回看网址"), longest=300)
    viewers = IntegerField(_l("观看人数"), [InputRequired(_l("请填写人数，没有就填0。"))])

    def __init__(self, seminar: Seminar, **options: Any) -> None:
        stored = {
            "webcast_url": seminar.webcast_url,
            "recording_url": seminar.recording_url,
            "viewers": seminar.webcast_viewers,
        }
        super().__init__(seminar, data=stored, **options)
