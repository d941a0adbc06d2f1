"""Enterprises of the demonstration, each with the same few people every month."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from seminars.places.models import District
from seminars.registration.rules import EnterpriseInput, PersonInput
from seminars.reports.demo.sources import content, dice

SURNAMES = "陈李黄梁林何吴张郑冯罗周谢邓杨叶苏曾卢刘徐蔡潘袁欧麦关甘温简"
GIVEN = (
    *("美玲", "志强", "嘉欣", "国辉", "晓雯", "伟明", "丽华", "俊豪", "婉仪", "建华", "思颖", "永康"),
    *("雪芬", "浩然", "慧敏", "文杰", "佩珊", "家乐", "秀英", "子轩", "锦荣", "凯琳", "少芳", "泽宇"),
)
NAMES = ("晨曦", "恒信", "立业", "佳宏", "远博", "金洲", "丰泰", "启明", "合兴", "德润")
TRADES = ("五金制品", "电子科技", "照明电器", "食品", "家具", "制衣", "进出口贸易", "国际物流")
POSITIONS = ("关务主管", "报关员", "财务经理", "物流专员", "总经理助理", "")
SIZE = 3
"""People of one enterprise; also what the limit lets in."""


@dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise with its people."""

    number: int
    name: str
    uscc: str | None
    district_id: int | None
    people: tuple[PersonInput, ...]

    @property
    def email(self) -> str:
        """Its mailbox, at a domain that can never exist."""
        return f"guanwu{self.number:02d}@qiye.example"

    @property
    def facts(self) -> EnterpriseInput:
        """As it names itself in the form."""
        return EnterpriseInput(self.name, self.uscc, self.district_id)


def firms(districts: dict[str, District]) -> list[Firm]:
    """Twenty with a code, and eighty that gave only their name."""
    known = [(row["name"], row["uscc"], districts[row["district"]].id) for row in content("enterprises")]
    towns = [one for one in districts.values() if one.in_picker]
    for place, name in enumerate(f"{mark}示例{trade}" for trade in TRADES for mark in NAMES):
        town = towns[place * 7 % len(towns)]
        city = "珠海市" if town.city_slug == "zhuhai" else "中山市"
        known.append((f"{city}{name}有限公司", None, town.id))
    return [
        Firm(number, name, uscc, district_id, _people(number))
        for number, (name, uscc, district_id) in enumerate(known, start=1)
    ]


def teams(firms: Sequence[Firm], persons: int, chance: Random) -> list[tuple[Firm, tuple[PersonInput, ...]]]:
    """Enterprises in a drawn order with one to three people each, `persons` in all."""
    drawn: list[tuple[Firm, tuple[PersonInput, ...]]] = []
    left = persons
    for firm in chance.sample(list(firms), len(firms)):
        size = min(left, chance.choice((1, 1, 2, 2, 2, 3)))
        if size:
            drawn.append((firm, firm.people[:size]))
        left -= size
    return drawn


def _people(number: int) -> tuple[PersonInput, ...]:
    chance = dice(number)
    return tuple(
        PersonInput(
            name=chance.choice(SURNAMES) + given,
            phone=f"1380000{number:03d}{place}",
            position=chance.choice(POSITIONS),
        )
        for place, given in enumerate(chance.sample(GIVEN, SIZE))
    )
