"""What an empty house begins with: subjects, the two series, and the book of issue numbers."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from seminars.core.db import db, locked
from seminars.core.errors import Missing
from seminars.schedule.models import Category, Programme, Series

CATEGORIES = (
    ("processing_trade", "加工贸易", "Processing trade"),
    ("duty_relief", "减免税与设备", "Duty relief and equipment"),
    ("classification", "商品归类", "Classification"),
    ("valuation", "审价与完税价格", "Customs valuation"),
    ("origin", "原产地与RCEP", "Origin and RCEP"),
    ("ipr", "知识产权海关保护", "IPR border protection"),
    ("aeo", "企业信用与AEO", "Enterprise credit and AEO"),
    ("declaration", "通关申报", "Declaration"),
    ("single_window", "单一窗口与电子口岸", "Single Window"),
    ("cbec", "跨境电商", "Cross-border e-commerce"),
    ("export_refund", "出口退税协同", "Export tax refund"),
    ("inspection", "检验检疫", "Inspection and quarantine"),
    ("audit", "稽查与主动披露", "Audit and voluntary disclosure"),
    ("bonded", "保税物流与特殊区域", "Bonded logistics and zones"),
    ("port", "口岸物流与查验", "Port logistics and examination"),
    ("tax", "税费缴纳与担保", "Duty payment and guarantees"),
    ("control", "许可证件与出口管制", "Licences and export control"),
    ("filing", "企业备案", "Enterprise filing"),
    ("other", "其他", "Other"),
)
SERIES = (("zhongshan", "中山系列", "Zhongshan series"), ("zhuhai", "珠海系列", "Zhuhai series"))


def load_starting_set() -> None:
    """Subjects and series that are not there yet; what organizers renamed stays."""
    load_categories()
    known = set(db.session.scalars(select(Series.slug)))
    for slug, zh, en in SERIES:
        if slug not in known:
            db.session.add(Series(slug=slug, name_zh=zh, name_en=en, city_slug=slug))
    the_programme()
    db.session.flush()


def load_categories() -> int:
    """Write the subjects of customs work that are not there yet; returns how many."""
    known = set(db.session.scalars(select(Category.slug)))
    new = [
        Category(slug=slug, sort=place * 10, name_zh=zh, name_en=en)
        for place, (slug, zh, en) in enumerate(CATEGORIES, start=1)
        if slug not in known
    ]
    db.session.add_all(new)
    db.session.flush()
    return len(new)


def continue_after(*, issue_no: int) -> None:
    """Issue numbers go on after this one (117 for the imported history); never back."""
    programme = the_programme()
    programme.last_issue_no = max(programme.last_issue_no, issue_no)
    db.session.flush()


def resume_after(*, issue_no: int) -> None:
    """Issue numbers go on after this one again: an import is taken back, and nothing was published since."""
    the_programme().last_issue_no = issue_no
    db.session.flush()


def the_programme() -> Programme:
    """The one programme, locked until the transaction ends; made on first use, by whoever comes first."""
    try:
        return locked(Programme, 1)
    except Missing:
        pass
    try:
        with db.session.begin_nested():
            db.session.add(Programme(id=1, last_issue_no=0))
    except IntegrityError:  # another transaction was quicker
        pass
    return locked(Programme, 1)
