"""The deeds of the schedule: plan, write, publish, move, cancel, close."""

from seminars.schedule.rules.handouts import FileRefusal
from seminars.schedule.service.doubting import hall_elsewhere
from seminars.schedule.service.editing import (
    Facts,
    SegmentFacts,
    SpeakerFacts,
    create,
    delete,
    save,
    save_agenda,
)
from seminars.schedule.service.exporting import SEMINARS_OUT
from seminars.schedule.service.handouts import (
    HandoutFacts,
    add_file,
    add_link,
    count_download,
    count_printed,
    path_of,
    put_back_handout,
    remove_handout,
)
from seminars.schedule.service.hearing import district_succeeded, venues_changed
from seminars.schedule.service.importing import SEMINARS_IN
from seminars.schedule.service.moving import Move, Outlook, cancel, foresee_move, move
from seminars.schedule.service.placing import place, rotate, swap
from seminars.schedule.service.planning import plan_year, replan
from seminars.schedule.service.publication import close, findings, publish
from seminars.schedule.service.redeciding import enter_decree, follow_proposal, keep_date
from seminars.schedule.service.refusals import ScheduleRefusal
from seminars.schedule.service.series import (
    SeriesFacts,
    create_series,
    hours_refusals,
    save_series,
    slug_refusals,
)
from seminars.schedule.service.skipping import resume, skip
from seminars.schedule.service.starting import continue_after, load_categories, load_starting_set
from seminars.schedule.service.undoing import foresee_undo, undo_last
from seminars.schedule.service.webcast import count_webcast_click, set_webcast

__all__ = [
    "SEMINARS_IN",
    "SEMINARS_OUT",
    "Facts",
    "FileRefusal",
    "HandoutFacts",
    "Move",
    "Outlook",
    "ScheduleRefusal",
    "SegmentFacts",
    "SeriesFacts",
    "SpeakerFacts",
    "add_file",
    "add_link",
    "cancel",
    "close",
    "continue_after",
    "count_download",
    "count_printed",
    "count_webcast_click",
    "create",
    "create_series",
    "delete",
    "district_succeeded",
    "enter_decree",
    "findings",
    "follow_proposal",
    "foresee_move",
    "foresee_undo",
    "hall_elsewhere",
    "hours_refusals",
    "keep_date",
    "load_categories",
    "load_starting_set",
    "move",
    "path_of",
    "place",
    "plan_year",
    "publish",
    "put_back_handout",
    "remove_handout",
    "replan",
    "resume",
    "rotate",
    "save",
    "save_agenda",
    "save_series",
    "set_webcast",
    "skip",
    "slug_refusals",
    "swap",
    "undo_last",
    "venues_changed",
]
