"""A correction is added beside what was recorded."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("staff_correcting", __name__, url_prefix="/staff/reviews")
