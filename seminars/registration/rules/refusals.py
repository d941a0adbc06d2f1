"""Why a seat is not given or not changed: the closed list, in the words that people read."""

from collections.abc import Sequence

from seminars.core.errors import Refusal
from seminars.core.i18n import _l

_NOT_OPEN = {
    "hidden": _l("没有这一期。"),
    "cancelled": _l("这一期已取消。"),
    "past": _l("这一期已经结束。"),
    "closed": _l("报名已截止。"),
    "not_yet": _l("报名还没有开始。"),
    "full": _l("座位已报满。"),
}


WAITING_HELPS = frozenset({"full", "too_few_seats"})
"""the codes of refusals that a place on the waiting list helps over"""


MOST_IN_BULK = 500
BULK_KINDS = ("resend", "cancel", "message", "approve")


class RegistrationRefusal(Refusal):
    """Something about a registration that cannot be done; each case below has its own code."""

    @property
    def for_staff(self) -> object:
        """The same, said to staff who act for the enterprise."""
        return self.text


class NotOpen(RegistrationRefusal):
    """Registration is hidden, cancelled, past, closed, not_yet or full (R3, A8): `code` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state, _NOT_OPEN[state])


class TooFewSeats(RegistrationRefusal):
    """Some seats are left, but not for the whole team."""

    def __init__(self, left: int) -> None:
        super().__init__("too_few_seats", _l("只剩%(n)s个座位，请减少参会人。", n=left))


class OverLimit(RegistrationRefusal):
    """The enterprise would bring more persons than one enterprise may (A4)."""

    def __init__(self, limit: int, has: int) -> None:
        left = max(limit - has, 0)
        text = (
            _l("每家企业最多%(limit)s位，您还可以报%(left)s位。", limit=limit, left=left)
            if left
            else _l(
                "每家企业最多%(limit)s位，您的企业已经报满，候补也算在内。可能是同事或代理单位报的，请他们换人或让座，"
                "也可以打海关热线12360。",
                limit=limit,
            )
        )
        super().__init__("enterprise_limit", text)
        self.limit, self.has = limit, has

    @property
    def for_staff(self) -> object:
        """Of the enterprise, not to it."""
        return _l("每家企业最多%(limit)s位，这家企业已有%(has)s位。", limit=self.limit, has=self.has)


class AlreadyRegistered(RegistrationRefusal):
    """This mobile has a live seat (A2). `attendee_id` is for staff only: the registrant learns nothing of the other."""

    def __init__(self, place: int = 0, attendee_id: int | None = None) -> None:
        text = _l(
            "这个手机号已报名本期或在候补：一人一座，代表几家企业也不用再报。要改名单，请用报名后收到的链接；"
            "链接不在您手上，请问报名的同事或代理单位，或打海关热线12360。"
        )
        super().__init__("already_registered", text, f"people-{place}-phone")
        self.attendee_id = attendee_id

    @property
    def for_staff(self) -> object:
        """Staff have no link, and nothing to mend."""
        return _l("这个手机号已在本期名单上（报名、候补或待审核），不用再报。")


class PhoneOnList(AlreadyRegistered):
    """Somebody on the list gets a number that another on it has."""

    def __init__(self, attendee_id: int | None = None) -> None:
        super().__init__(attendee_id=attendee_id)
        self.text = _l("这个手机号已在本期名单上，请填写这一位自己的手机号。")


class AlreadyThere(AlreadyRegistered):
    """The seminar to which a registration is to move has somebody with the mobile of one of its people; said to staff."""

    def __init__(self, name: str, attendee_id: int | None = None) -> None:
        super().__init__(attendee_id=attendee_id)
        self.text = _l("%(name)s的手机号已在那一期名单上，请先在两期里留一份，再移。", name=name)

    @property
    def for_staff(self) -> object:
        """Nobody else reads it."""
        return self.text


class NameOnList(RegistrationRefusal):
    """The enterprise has somebody of this name on the list: the same person, unless they say otherwise (R6). `places`: in the form."""

    def __init__(self, places: Sequence[int]) -> None:
        text = _l("这家企业有同名的人已报名本期或在候补；是同一位就不用再报。")
        super().__init__("name_on_list", text)
        self.places = places


class SamePhoneTwice(RegistrationRefusal):
    """Two persons of one form with one mobile."""

    def __init__(self, place: int) -> None:
        text = _l("这个手机号和前面一位相同，请填写各自的手机号。")
        super().__init__("same_phone_twice", text, f"people-{place}-phone")


class SameSeminar(RegistrationRefusal):
    """A transfer to where the registration already is."""

    def __init__(self) -> None:
        super().__init__("same_seminar", _l("已经在这一期，不用再移。"), "to")


class NotWaiting(RegistrationRefusal):
    """Nobody of this registration waits: promoted, or gone, in the meantime."""

    def __init__(self) -> None:
        super().__init__("not_waiting", _l("这个报名已不在候补中。"))


class WaitingListClosed(RegistrationRefusal):
    """The time of promotions is over, so nobody can join the list any more."""

    def __init__(self) -> None:
        super().__init__("waiting_list_closed", _l("候补已截止，不能再加入。"))


class PriorityOnly(RegistrationRefusal):
    """Registration is open for the priority tier alone, and this code is not in it, or none was given."""

    def __init__(self, uscc: str | None) -> None:
        text = _l("现在只对信用优先档的企业开放，请填写统一社会信用代码。")
        if uscc:
            text = _l("现在只对信用优先档的企业开放，这个代码目前不在优先档。")
        super().__init__("priority_only", text, "uscc")


class FormUsed(RegistrationRefusal):
    """The key of this form belongs to a registration for another seminar."""

    def __init__(self) -> None:
        super().__init__("form_used", _l("这张表已经用过，请再提交一次。"))


class EditsClosed(RegistrationRefusal):
    """The time for changes is over."""

    def __init__(self) -> None:
        super().__init__("edits_closed", _l("修改时间已过。名单有变，请当天在签到处告诉我们。"))


class NoLongerLive(RegistrationRefusal):
    """The seat was given up or the registration cancelled before."""

    def __init__(self) -> None:
        super().__init__("not_live", _l("这个座位已经让出，不能再改。"))


class BetterKept(RegistrationRefusal):
    """The one that is to go stands better than the one that is to be kept: a merge would lose the seat."""

    def __init__(self) -> None:
        super().__init__(
            "better_kept", _l("要并入的那一份现在排得更前，请保留它。页面已按现在的情况重新列出。")
        )


class NotOnePerson(RegistrationRefusal):
    """Two rows of two seminars, or one row twice."""

    def __init__(self) -> None:
        super().__init__("not_one_person", _l("只能合并同一期名单上的两个人。"))


class NumberReused(AlreadyRegistered):
    """Two who were merged cannot be two again: somebody else on the list has the number of the one that went."""

    def __init__(self) -> None:
        super().__init__()
        self.text = _l("并入的那一位的手机号，名单上现在有另一位在用。")


class MergedOn(RegistrationRefusal):
    """Merges are undone like a stack: the one that was kept has since been merged into a third."""

    def __init__(self) -> None:
        super().__init__("merged_on", _l("保留的那一位后来又并入了另一位，请先撤销那一次。"))


class AlreadyOne(RegistrationRefusal):
    """Somebody has merged these two since."""

    def __init__(self) -> None:
        super().__init__("already_one", _l("这两个人已经合并。不是同一人，请撤销合并。"))


class ToldApart(RegistrationRefusal):
    """Somebody has said since that these are two."""

    def __init__(self) -> None:
        super().__init__("told_apart", _l("已记下这两个人不是同一人，没有合并。"))


class NotPending(RegistrationRefusal):
    """Nobody of this registration waits for approval: decided in the meantime."""

    def __init__(self) -> None:
        super().__init__("not_pending", _l("这个报名已不在待审核中。"))


class NobodyChosen(RegistrationRefusal):
    """A deed for many that means nobody, or too many for one go."""

    def __init__(self) -> None:
        super().__init__("nobody_chosen", _l("一次可以处理1到%(n)s份报名。", n=MOST_IN_BULK))


class AlreadyCancelled(RegistrationRefusal):
    """A deed for many meant a registration that somebody has cancelled since."""

    def __init__(self) -> None:
        super().__init__("already_cancelled", _l("这份报名已经取消。"))


class Transferred(RegistrationRefusal):
    """A deed for many meant a registration that stands in another seminar now."""

    def __init__(self) -> None:
        super().__init__("transferred", _l("这份报名已移到另一期。"))


class NoAddress(RegistrationRefusal):
    """No letter can reach them."""

    def __init__(self) -> None:
        super().__init__("no_address", _l("没有留邮箱，请打电话。"))
