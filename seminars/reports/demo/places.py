"""The halls of the demonstration."""

from seminars.places import service
from seminars.places.models import Venue
from seminars.places.service import VenueFacts
from seminars.reports.demo.sources import content

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
                access_note=row["floor_access"],
                transport_note=f"公交{20 + place}路到“{row['name_zh'][:4]}”站，下车步行3分钟；停车位有限，建议乘公交。",
                weak_signal=row["signal"] == "弱",
            )
        )
        for place, row in enumerate(content("venues"))
    }
