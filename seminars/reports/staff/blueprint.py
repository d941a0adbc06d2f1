"""What the doors of this package share: their address."""

from flask import Blueprint

bp = Blueprint("reports_staff", __name__, url_prefix="/staff")
