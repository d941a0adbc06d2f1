"""What a refusal of the schedule held."""

import pytest

from seminars.schedule.service import ScheduleRefusal


def codes(refused: pytest.ExceptionInfo[ScheduleRefusal]) -> list[str]:
    """The codes of all its findings, in their order."""
    return [finding.code for finding in refused.value.findings]
