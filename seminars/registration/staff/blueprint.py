"""What the doors for staff share: their address, and one registration of the seminar that the guard judged."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.core.errors import Missing
from seminars.core.forms import Form
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


def asked(page: str, found: Registration, form: Form, **facts: object) -> BaseResponse:
    """The page that says what a deed will do, with what is wrong after it was refused."""
    body = render_template(
        f"registration/{page}.html", registration=found, seminar=found.seminar, form=form, **facts
    )
    return make_response(body, 422 if form.errors or form.form_errors else 200)
