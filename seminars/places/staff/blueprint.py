"""What the doors for staff share: their address."""

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("places_staff", __name__, url_prefix="/staff")

Answer = str | Response | tuple[str, int]
