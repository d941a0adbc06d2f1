"""Staff of the demonstration: one account for every role, with a password that everybody knows."""

from typing import NamedTuple

from seminars.accounts import service
from seminars.accounts.models import ADMINISTRATOR, AUDITOR, HELPER, OFFICER, ORGANIZER, Staff

PASSWORD = "mianduimian-15"  # noqa: S105 - printed by `seminars serve --demo`, refused in production


class Account(NamedTuple):
    """Who can sign in."""

    key: str
    name: str
    office: str
    grants: tuple[tuple[str, str | None], ...]

    @property
    def email(self) -> str:
        """An address that can never exist."""
        return f"{self.key}@customs.example"


ACCOUNTS = (
    Account("admin", "方静文", "演示账号 · 信息中心", ((ADMINISTRATOR, None),)),
    Account(
        "liang",
        "梁思敏",
        "演示账号 · 中山海关企业管理科",
        ((ORGANIZER, "zhongshan"), (ORGANIZER, "zhuhai")),
    ),
    Account("lin", "林晓岚", "演示账号 · 中山海关加工贸易科", ((OFFICER, None),)),
    Account("chen", "陈柏霖", "演示账号 · 中山海关法制科", ((OFFICER, None),)),
    Account("he", "何志远", "演示账号 · 斗门海关综合业务科", ((OFFICER, "zhuhai"),)),
    Account("huang", "黄俊杰", "演示账号 · 中山港海关查检科", ((OFFICER, "zhongshan"),)),
    Account("helper", "苏子晴", "演示账号 · 会务组", ((HELPER, None),)),
    Account("audit", "郑国栋", "演示账号 · 督察内审科", ((AUDITOR, None),)),
)


def hire() -> dict[str, Staff]:
    """Write the accounts; returns them by key."""
    return {
        one.key: service.create(
            email=one.email, name=one.name, office=one.office, grants=one.grants, password=PASSWORD
        )[0]
        for one in ACCOUNTS
    }
