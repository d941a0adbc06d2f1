"""The blueprint, and what every page behind a secret link owes its holder."""

from flask import Blueprint, Response

bp = Blueprint("registration_public", __name__)


def secret(response: Response) -> Response:
    """A page whose address is a key: kept nowhere, told to no other site (H2)."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
