"""Who takes part in the month, and the seminar that carries them through it."""

from datetime import datetime
from email.message import EmailMessage

import time_machine
from flask import Flask
from playwright.sync_api import Browser

from seminars.core.db import db
from seminars.schedule.models import Seminar
from tests.journeys.people import (
    PHONE,
    Clerk,
    Mailbox,
    StaffMember,
    feed,
)


class Month:
    """The persons of the month, and the seminar that carries them through it."""

    def __init__(
        self, app: Flask, browser: Browser, base: str, mail: Mailbox, travel: time_machine.Traveller
    ) -> None:
        self.app, self.browser, self.base, self.mail, self.travel = app, browser, base, mail, travel
        self.organizer = StaffMember(browser, base, "liang@customs.example")
        self.officer = StaffMember(browser, base, "lin@customs.example", PHONE)
        self.trader = Clerk(browser, base, "中山市晴川示例塑胶制品有限公司", "guan@qingchuan.example")
        self.lamps = Clerk(browser, base, "中山市云帆示例灯饰有限公司", "deng@yunfan.example")
        self.fish = Clerk(browser, base, "珠海市斗岭示例水产有限公司", "yu@douling.example")
        self.seminar_id = 0
        self.fish_code = ""
        self.case_link = ""
        self.letters: list[EmailMessage] = []

    def seminar(self) -> Seminar:
        db.session.rollback()
        return db.session.get_one(Seminar, self.seminar_id, populate_existing=True)

    def now_is(self, moment: datetime) -> None:
        """The server's clock jumps; staff sign in anew, as after a night."""
        self.travel.move_to(moment)

    def event(self) -> dict[str, object]:
        """The seminar in the public feed of the series."""
        (found,) = [
            event
            for uid, event in feed(f"{self.base}/calendars/zhongshan.ics").items()
            if uid.startswith(f"seminar-{self.seminar_id}@")
        ]
        return found
