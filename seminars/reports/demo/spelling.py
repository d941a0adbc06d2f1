"""A customs broker registers for a firm known by its name alone, and types a code beside it: an organizer has to look."""

from seminars.core import clock
from seminars.registration import service
from seminars.registration.rules import EnterpriseInput, PersonInput
from seminars.reports.demo import calling

CODE = "91442000MADEMA0197"


def claim() -> None:
    """One registration for the next open seminar."""
    seminar = calling.next_open(clock.now())
    if seminar is not None:
        service.register(
            seminar_id=seminar.id,
            enterprise=EnterpriseInput("珠海市丰泰示例家具厂", CODE),
            people=[PersonInput("邓子健", "13800009922", position="报关员")],
            form_key="demo-broker-00000000000001",
            agent="珠海市联达示例报关有限公司",
        )
