"""Commands of the schedule."""

import unicodedata

import click
from flask.cli import with_appcontext

from seminars.core.db import transaction
from seminars.core.errors import Missing
from seminars.schedule import queries, service
from seminars.schedule.queries import Plan, PlannedMonth

WEEKDAYS = "一二三四五六日"
WIDTHS = (6, 14, 12, 16, 22, 10)


@click.command("plan-year")
@click.argument("series")
@click.argument("year", type=int)
@click.option("--dry-run", is_flag=True, help="Show the plan and write nothing.")
@with_appcontext
def plan_year(series: str, year: int, dry_run: bool) -> None:
    """Plan a YEAR of 15ths for a SERIES (zhongshan, zhuhai): twelve drafts; planning twice adds nothing."""
    try:
        with transaction():
            plan = queries.plan(series, year)
            drafts = [] if dry_run else service.plan_year(series=series, year=year)
    except Missing:
        known = "、".join(one.slug for one in queries.all_series()) or "还没有系列"
        raise click.ClickException(
            f"没有系列“{series}”，或年份不在2001—2100之间。已有系列：{known}"
        ) from None
    _show(plan)
    click.echo("只是预览，没有写入。" if dry_run else f"已写入{len(drafts)}期草稿。")


def _show(plan: Plan) -> None:
    _row("月", "15日", "工作日", "建议举办日", "镇街", "状态")
    for month in plan.months:
        _row(*_cells(month))
    if plan.passed:
        click.echo(f"{len(plan.passed)}个月已经过去，不再写入。")
    if plan.provisional:
        click.echo(f"{plan.year}年放假安排尚未公布，日期待国务院放假安排公布后确认。")


def _cells(month: PlannedMonth) -> tuple[str, ...]:
    proposal, day = month.proposal, month.day
    nominal = proposal.nominal
    moved = "由人定" if month.asks else f"{proposal.shift_days:+d}天" if proposal.moved else ""
    return (
        f"{nominal.month}月",
        f"{nominal:%m-%d} 周{WEEKDAYS[nominal.weekday()]}",
        proposal.reason or "工作日",
        f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]} {moved}" if day else "待定",
        month.district.name_zh if month.district else "—",
        _standing(month),
    )


def _standing(month: PlannedMonth) -> str:
    if month.tentative:
        return "暂定"
    return "已过去" if month.passed else "已有" if month.seminar else "新"


def _row(*cells: str) -> None:
    click.echo("".join(_padded(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip())


def _padded(cell: str, width: int) -> str:
    """Chinese characters are two columns wide."""
    taken = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cell)
    return cell + " " * max(1, width - taken)
