"""The blueprint of the doors for staff."""

from flask import Blueprint

bp = Blueprint("enterprises_staff", __name__, url_prefix="/staff/credit")
