"""Forms of the staff: filled from what was typed, and from nothing else.

Flask-WTF would fill a form from uploaded files and from JSON as well, so that a field which expects text could find a file, a
number or a list in its place. No field of ours takes one.
"""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto


class TypedForm(FlaskForm):  # type: ignore[misc]
    """A form with the session's token against forged requests, whose fields hold text or are empty."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where a form finds what was sent."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """The fields of a form that was posted; None where nothing was."""
            if formdata is _Auto:
                return request.form if request.method == "POST" and request.form else None
            return formdata
