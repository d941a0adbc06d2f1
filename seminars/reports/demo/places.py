"""The halls of the demonstration."""

from seminars.places import service
from seminars.places.models import Venue
from seminars.places.service import VenueFacts
from seminars.reports.demo.sources import content

ACCESS_IN_ENGLISH = {
    "一楼，无台阶": "Ground floor, no steps",
    "电梯可达，设无障碍席位": "Lift; wheelchair places in the hall",
}
STREETS = ("兴中道", "文化路", "会展东路", "灯都大道", "工业大道", "富康路", "商会街", "迎宾路")


def halls() -> dict[str, Venue]:
    """Write the fifteen halls; returns them by their key in the data."""
    english = {row["id"]: row["name_en"] for row in content("english_venues")}
    return {
        row["id"]: service.save_venue(
            facts=VenueFacts(
                district_slug=row["district"],
                name_zh=row["name_zh"],
                name_en=english[row["id"]],
                address=f"{STREETS[place % len(STREETS)]}{12 + 7 * place}号",
                capacity=row["capacity"],
                access_note_zh=row["floor_access"],
                access_note_en=ACCESS_IN_ENGLISH[row["floor_access"]],
                transport_note_zh=f"公交{20 + place}路到“{row['name_zh'][:4]}”站，下车步行3分钟；停车位有限，建议乘公交。",
                transport_note_en=f"Bus {20 + place}, then 3 minutes on foot. Few parking spaces: better come by bus.",
                weak_signal=row["signal"] == "弱",
            )
        )
        for place, row in enumerate(content("venues"))
    }
