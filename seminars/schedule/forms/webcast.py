"""The form of a webcast and its recording."""

from wtforms import IntegerField
from wtforms.validators import InputRequired

from seminars.core.forms import LineField
from seminars.core.i18n import _l
from seminars.core.marks import Facts
from seminars.schedule.forms.deeds import DeedForm
from seminars.schedule.models import Seminar


class WebcastForm(DeedForm):
    """Two addresses and how many watched."""

    webcast_url = LineField(_l("直播网址"), longest=300)
    recording_url = LineField(_l("回看网址"), longest=300)
    viewers = IntegerField(_l("观看人数"), [InputRequired(_l("请填写人数，没有就填0。"))])

    def stored(self, row: Seminar) -> Facts:
        """What is known of the webcast."""
        return {
            "webcast_url": row.webcast_url,
            "recording_url": row.recording_url,
            "viewers": row.webcast_viewers,
        }
