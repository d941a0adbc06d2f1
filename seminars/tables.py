"""Every table of the house, for migrations: importing this module makes the schema complete."""

from seminars.accounts import models as accounts
from seminars.cases import models as cases
from seminars.checkin import models as checkin
from seminars.core import audit, chores
from seminars.enterprises import models as enterprises
from seminars.feedback import models as feedback
from seminars.outbox import models as outbox
from seminars.places import models as places
from seminars.questions import models as questions
from seminars.registration import models as registration
from seminars.reports import models as reports
from seminars.schedule import models as schedule
from seminars.sheets import models as sheets
from seminars.workdays import models as workdays

TABLES = (
    audit,
    chores,
    places,
    workdays,
    outbox,
    accounts,
    sheets,
    enterprises,
    schedule,
    cases,
    registration,
    questions,
    checkin,
    feedback,
    reports,
)
