"""Persons who may stand on the list twice: pairs to merge, or to tell apart."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, ORGANIZER
from seminars.core import clock
from seminars.core.doors import done_and_said
from seminars.core.errors import Missing
from seminars.core.i18n import _
from seminars.registration import queries, service
from seminars.registration.models import CONFIRMED, PENDING, WAITING
from seminars.registration.staff.blueprint import bp
from seminars.schedule import queries as schedule


@bp.route("/doubles")
@guards.staff(ORGANIZER, AUDITOR, scope=schedule.series_of_seminar)
def doubles(seminar_id: int) -> str:
    """Pairs that nobody has decided, and merges, with the reason where one cannot be undone; undone where the second is."""
    seminar, merges = schedule.get(seminar_id), queries.people_merges(seminar_id)
    here = [one for one in merges if one.gone.seminar_id == seminar_id]
    return render_template(
        "registration/doubles.html",
        seminar=seminar,
        pairs=queries.doubles(seminar_id),
        total=queries.doubles_count(seminar_id),
        merges=merges,
        refusals=queries.undo_refusals(seminar, here, clock.now()),
    )


@bp.route("/doubles/merge", methods=["POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def merge_people(seminar_id: int) -> BaseResponse:
    """One person after all."""
    kept, gone = _person(seminar_id, "kept"), _person(seminar_id, "gone")
    done_and_said(lambda: service.merge_people(kept_id=kept, gone_id=gone), _merged_words(kept, gone))
    return _back(seminar_id)


@bp.route("/doubles/apart", methods=["POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def tell_people_apart(seminar_id: int) -> BaseResponse:
    """Two persons: remembered."""
    first, second = _person(seminar_id, "kept"), _person(seminar_id, "gone")
    words = _("已记下：不是同一人，不再提示。")
    done_and_said(lambda: service.tell_people_apart(first_id=first, second_id=second), words)
    return _back(seminar_id)


@bp.route("/doubles/<int:merge_id>/undo", methods=["POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def undo_merge_people(seminar_id: int, merge_id: int) -> BaseResponse:
    """Two persons after all."""
    found = queries.people_merge(seminar_id, merge_id)
    done_and_said(lambda: service.undo_merge_people(merge_id=found.id), _undone_words(found.was))
    return _back(seminar_id)


def _merged_words(kept_id: int, gone_id: int) -> str:
    """What a merge frees: nothing where the one that goes only waits, no second code where it was not approved yet."""
    words: dict[tuple[str, str], str] = {
        (CONFIRMED, CONFIRMED): _("已合并，空出一个座位。两张入场码都能进，只计一次。"),
        (CONFIRMED, PENDING): _("已合并，空出一个座位。入场码只有原来那一张。"),
        (CONFIRMED, WAITING): _("已合并，并入的一份退出候补。座位和入场码没有变。"),
        (PENDING, PENDING): _("已合并，空出一个座位。保留的一份仍待审核。"),
        (PENDING, WAITING): _("已合并，并入的一份退出候补。保留的一份仍待审核。"),
        (WAITING, WAITING): _("已合并，并入的一份退出候补。保留的一份排位不变。"),
    }
    return words.get((queries.attendee(kept_id).state, queries.attendee(gone_id).state), "")


def _undone_words(was: str) -> str:
    words: dict[str, str] = {
        CONFIRMED: _("已撤销合并，分出来的一位又有座位和入场码。"),
        PENDING: _("已撤销合并，分出来的一位又有座位，等待审核。"),
        WAITING: _("已撤销合并，分出来的一位回到候补原来的位置；有空座就补上。"),
    }
    return words[was]


def _person(seminar_id: int, name: str) -> int:
    """Of this seminar only: the guard has judged the seminar's series."""
    person = queries.attendee(request.form.get(name, 0, type=int))
    if person.seminar_id != seminar_id:
        raise Missing
    return person.id


def _back(seminar_id: int) -> BaseResponse:
    return redirect(url_for("registration_staff.doubles", seminar_id=seminar_id), 303)
