"""One enterprise across spellings, and nobody takes over another's record (R1, G5, A18)."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from seminars.core import clock
from seminars.core.db import db, insert_all_new, refresh_statistics, transaction
from seminars.enterprises import queries, service
from seminars.enterprises.models import CODE, SPELLING, Enterprise
from seminars.enterprises.rules import EnterpriseRefusal, core_name, folded_name, without_branch
from tests.builders.enterprises import make_enterprise
from tests.statements import plans

CODE_A, CODE_B = "91442000MADEMA0197", "91440400MADEMA027X"


def enterprises() -> int:
    return db.session.scalar(select(func.count()).select_from(Enterprise)) or 0


def claims(firm: Enterprise) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in queries.claims(firm.id)]


def _row(name: str) -> dict[str, object]:
    facts = {"industry": "", "created_at": clock.now()}
    return {"name": name, "folded_name": folded_name(name), "core_name": core_name(name)} | facts


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("中山市火炬电子有限公司", "火炬电子"),
        ("火炬电子股份有限公司", "火炬电子"),
        ("广东省中山市火炬电子", "火炬电子"),
        ("珠海火炬（电子）有限公司", "火炬(电子)"),
        ("中山晨光测试电子公司", "晨光测试电子"),
        ("佳美（中山）电子集团公司", "佳美电子"),
        ("晨光电子公司（珠海）", "晨光电子"),
        ("中山市示例总公司", "示例总公司"),
        ("示例电子有限公司珠海分公司", "示例电子有限公司珠海分公司"),
        ("中山市", "中山市"),
        ("Torch Electronics Co., Ltd.", "torchelectronics"),
    ],
)
def test_the_core_of_a_name_is_without_region_and_legal_form(name: str, core: str) -> None:
    assert core_name(name) == core


def test_a_name_with_a_bare_company_is_proposed_beside_the_whole_one(app: Flask) -> None:
    whole, bare = make_enterprise("中山市晨光测试电子有限公司"), make_enterprise("中山晨光测试电子公司")
    make_enterprise("中山市晨光测试电子有限公司珠海分公司")
    assert queries.alike() == [(whole, bare)], "a branch is not its firm"


@pytest.mark.parametrize(
    ("name", "firm"),
    [
        ("广州市示例科技股份有限公司中山分公司", "广州市示例科技股份有限公司"),
        ("示例总公司珠海办事处", "示例总公司"),
        ("中山市示例五金厂", "中山市示例五金厂"),
    ],
)
def test_a_branch_names_the_firm_before_its_ending(name: str, firm: str) -> None:
    assert without_branch(name) == firm


def test_one_enterprise_however_it_is_typed(app: Flask) -> None:
    """G5: width of brackets, blanks and case are one; 電子 is another."""
    first = make_enterprise("中山市火炬（电子）有限公司").id
    for name in ("中山市火炬(电子)有限公司", " 中山市火炬（电子） 有限公司 ", "中山市火炬（电子）有限公司\n"):
        assert make_enterprise(name).id == first
    assert make_enterprise("中山市火炬（電子）有限公司").id != first
    assert make_enterprise("Torch Co., Ltd.").id == make_enterprise("ＴＯＲＣＨ co., ltd.").id


@pytest.mark.parametrize("code", [None, CODE_A])
def test_it_is_found_without_reading_every_enterprise(app: Flask, code: str | None) -> None:
    """Every registration asks, and the ledger knows thousands: its code, its name and its other spellings each have an index."""
    with transaction():
        insert_all_new(Enterprise, [_row(f"中山市第{number}示例五金厂") for number in range(2_000)])
    refresh_statistics()
    asked = plans(lambda: queries.find(folded=folded_name("中山市第7示例五金厂"), uscc=code, keep=True))
    assert "enterprise" in asked
    assert not re.search(r"SCAN enterprise\b|Seq Scan on enterprise\b", asked), asked


def test_a_code_typed_beside_a_known_name_is_only_a_claim(app: Flask) -> None:
    """A18: a stranger with a code of their own cannot take over the record of a firm known by name."""
    firm = make_enterprise("中山市示例五金厂")
    assert make_enterprise("中山市示例五金厂", uscc=CODE_A).id == firm.id
    assert make_enterprise("中山市示例五金厂", uscc=CODE_B).id == firm.id
    db.session.refresh(firm)
    assert firm.uscc is None
    assert claims(firm) == [(CODE, CODE_A), (CODE, CODE_B)]
    assert make_enterprise("中山市示例五金厂", uscc=CODE_A).id == firm.id
    assert len(queries.claims(firm.id)) == 2


def test_an_organizer_confirms_one_claim_and_refuses_another(app: Flask) -> None:
    firm = make_enterprise("中山市示例五金厂")
    for code in (CODE_A, CODE_B):
        make_enterprise("中山市示例五金厂", uscc=code)
    right, wrong = queries.claims(firm.id)
    with transaction():
        service.settle_claim(claim_id=right.id, holds=True)
        service.settle_claim(claim_id=wrong.id, holds=False)
        service.settle_claim(claim_id=wrong.id, holds=True)  # settled is settled
    db.session.refresh(firm)
    assert firm.uscc == CODE_A
    assert claims(firm) == []
    assert make_enterprise("写成别的名字", uscc=CODE_A).id == firm.id
    assert make_enterprise("中山市示例五金厂", uscc=CODE_B).id != firm.id


def test_a_code_of_another_enterprise_is_not_given_away(app: Flask) -> None:
    owner, other = make_enterprise("珠海示例水产", uscc=CODE_A), make_enterprise("中山市示例五金厂")
    with transaction():
        service.describe(
            enterprise_id=other.id, facts=service.EnterpriseFacts(name="中山市示例五金厂", uscc=CODE_B)
        )
    with pytest.raises(EnterpriseRefusal) as refused, transaction():
        service.describe(
            enterprise_id=other.id, facts=service.EnterpriseFacts(name="中山市示例五金厂", uscc=CODE_A)
        )
    assert (refused.value.code, refused.value.field) == ("code_taken", "uscc")
    assert owner.name in str(refused.value.text)


def test_another_spelling_beside_a_known_code_waits_and_then_counts(app: Flask) -> None:
    firm = make_enterprise("中山市示例灯饰有限公司", uscc=CODE_A)
    make_enterprise("中山示例灯饰", uscc=CODE_A)
    assert claims(firm) == [(SPELLING, "中山示例灯饰")]
    stranger = make_enterprise("中山示例灯饰")
    assert stranger.id != firm.id
    waiting = queries.claims(firm.id)[0]
    with pytest.raises(EnterpriseRefusal) as refused, transaction():
        service.settle_claim(claim_id=waiting.id, holds=True)
    assert refused.value.code == "name_taken", "two who are known are merged, not renamed"
    make_enterprise("示例灯饰（中山）", uscc=CODE_A)
    newest = queries.claims(firm.id)[-1]
    with transaction():
        service.settle_claim(claim_id=newest.id, holds=True)
    assert make_enterprise("示例灯饰(中山)").id == firm.id
    assert [(one.name, one.source) for one in queries.aliases(firm.id)] == [("示例灯饰（中山）", "claim")]


def test_a_renamed_enterprise_is_still_found_by_its_old_name(app: Flask) -> None:
    firm = make_enterprise("中山市旧名厂")
    with transaction():
        service.describe(enterprise_id=firm.id, facts=service.EnterpriseFacts(name="中山市新名有限公司"))
    assert make_enterprise("中山市旧名厂").id == firm.id == make_enterprise("中山市新名有限公司").id
    with transaction():
        service.describe(enterprise_id=firm.id, facts=service.EnterpriseFacts(name="中山市旧名厂"))
    assert [one.name for one in queries.aliases(firm.id)] == ["中山市新名有限公司"]
    assert enterprises() == 1


def test_a_branch_names_its_firm_and_no_circle_closes(app: Flask) -> None:
    head, branch = make_enterprise("中山市示例总公司", uscc=CODE_A), make_enterprise("示例总公司珠海分公司")
    facts = service.EnterpriseFacts(name=branch.name, parent=CODE_A)
    with transaction():
        service.describe(enterprise_id=branch.id, facts=facts)
    assert [one.id for one in queries.branches(head.id)] == [branch.id]
    for firm, parent, code in (
        (head, branch.name, "circle"),
        (head, head.name, "circle"),
        (head, "没有", "no_such"),
    ):
        with pytest.raises(EnterpriseRefusal) as refused, transaction():
            service.describe(
                enterprise_id=firm.id,
                facts=service.EnterpriseFacts(name=firm.name, uscc=CODE_A, parent=parent),
            )
        assert refused.value.code == code


def test_no_circle_closes_over_any_number_of_branches(app: Flask) -> None:
    first, second, third = (make_enterprise(name) for name in ("甲示例厂", "乙示例厂", "丙示例厂"))

    def put(branch: Enterprise, head: Enterprise) -> None:
        facts = service.EnterpriseFacts(name=branch.name, parent=head.name)
        with transaction():
            service.describe(enterprise_id=branch.id, facts=facts)

    put(third, second)
    put(second, first)
    with pytest.raises(EnterpriseRefusal) as refused:
        put(first, third)
    assert (refused.value.code, refused.value.field) == ("circle", "parent")
    keys = third.id, first.id
    with transaction():
        service.merge(kept_id=keys[0], gone_id=keys[1])
    db.session.expire_all()
    assert (second.parent_id, third.parent_id) == (None, second.id), "nor by a merge"
