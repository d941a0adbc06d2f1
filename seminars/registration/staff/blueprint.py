"""What the doors for staff share: their address, and one registration of the seminar that the guard judged."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.core.errors import Missing
from seminars.registration import queries
from seminars.registration.models import Registration

bp = Blueprint("registration_staff", __name__, url_prefix="/staff/seminars/<int:seminar_id>/registrations")


def of_seminar(seminar_id: int, registration_id: int) -> Registration:
    """Of this seminar only: the guard has judged the seminar's series."""
    found = queries.of_seminar(seminar_id, registration_id)
    if found is None:
        raise Missing
    return found


def back(seminar_id: int, registration_id: int) -> BaseResponse:
    """To the page of the registration, after a deed."""
    target = url_for(
        "registration_staff.registration", seminar_id=seminar_id, registration_id=registration_id
    )
    return redirect(target, 303)
