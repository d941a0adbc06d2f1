"""How to come back without the link, and what happens with personal data."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.core.i18n import _, current_language
from seminars.core.limits import limiter
from seminars.core.web import form_checks_token
from seminars.registration import service
from seminars.registration.forms import LostLinkForm
from seminars.registration.public.blueprint import bp
from seminars.registration.rules import CONSENT_VERSION


@bp.route("/my", methods=["GET", "POST"])
@guards.anyone
@form_checks_token
@limiter.limit("6 per minute; 30 per hour", exempt_when=lambda: request.method != "POST")
def my() -> BaseResponse | str:
    """Post the links to the address they belong to; the answer is the same for every address (H9)."""
    form = LostLinkForm()
    if form.validate_on_submit():
        service.send_links(email=form.email.data or "", language=current_language())
        flash(_("如果这个邮箱有报名，信马上就到。没收到的话，请看看垃圾邮件，或换一个邮箱试试。"))
        return redirect(url_for("registration_public.my"), 303)
    return make_response(render_template("registration/my.html", form=form), 422 if form.errors else 200)


@bp.route("/privacy")
@guards.anyone
def privacy() -> str:
    """The notice that everyone consents to, in its version."""
    return render_template("registration/privacy.html", version=CONSENT_VERSION)
