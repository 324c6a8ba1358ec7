"""What somebody says is wrong in what was recorded, as the interface sends it."""

from __future__ import annotations

from marshmallow import fields

from participation.web.api.schemas import Strict


class CorrectionOut(Strict):
    """What somebody says is wrong; the words it is about stay as they came."""

    words = fields.String(required=True)
    said_by = fields.String(required=True)
    noted_by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
