"""The only place that asks what time it is; only views and commands call it. Logic takes `now` or `today` as an argument."""

import datetime as dt

from flask import current_app

from survey_app.config import TIMEZONE


def now() -> dt.datetime:
    """The local time, with its zone. A test sets `CLOCK` in the configuration to a function of its own."""
    clock = current_app.config.get("CLOCK")
    moment: dt.datetime = clock() if clock else dt.datetime.now(TIMEZONE)
    return moment.astimezone(TIMEZONE)


def today() -> dt.date:
    """The local date."""
    return now().date()
