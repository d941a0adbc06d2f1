"""What organizers have to look at: a broker's code beside a known name, a short name that may be a known firm, a person
who is on the list already."""

from seminars.core import clock
from seminars.registration import service
from seminars.registration.rules import EnterpriseInput, PersonInput
from seminars.reports.demo import calling

CODE = "91442000MADEMA0197"
BROKER = "珠海市联达示例报关有限公司"
COMING = (
    (
        EnterpriseInput("珠海市丰泰示例家具厂", CODE),
        [PersonInput("邓子健", "13800009922", position="报关员"), PersonInput("梁美玲", "13800009924")],
        BROKER,
    ),
    (EnterpriseInput("晨曦示例五金制品"), [PersonInput("温少芳", "13800009923")], ""),
)


def claim() -> None:
    """Two registrations for the next open seminar."""
    seminar = calling.next_open(clock.now())
    for number, (firm, people, broker) in enumerate(COMING, start=1):
        if seminar is not None:
            service.register(
                seminar_id=seminar.id,
                enterprise=firm,
                people=people,
                form_key=f"demo-spelling-00000000000{number}",
                agent=broker,
            )
