"""What templates may call: the words and digits of `analysis.charts`, dates, and who is signed in.

Dates and counts follow the language of the page; every other figure stands on staff pages, which are Vietnamese.
"""

import datetime as dt
from typing import Any, Final

from babel import dates, numbers
from flask import Flask
from markupsafe import Markup

from analysis.charts.numbers import (
    format_count,
    format_difference,
    format_number,
    format_share,
    format_share_range,
    format_target,
)
from analysis.charts.rank_places import set_phrase
from analysis.charts.wording import INDEX, POSITIONS, VERDICTS, difference_phrase, withheld_phrase
from analysis.estimates import Estimate, Suppressed
from survey_app.accounts.guard import find_account
from survey_app.config import TIMEZONE
from survey_app.exports.official_html import official_page
from survey_app.languages import SOURCE, current_locale
from survey_app.views.navigation import campaign_words, main_words

# METHODS.md section 2: whoever scans a poster chose to, so the range is not a margin of error
INTERVAL_NAMES: Final = {"own": "Khoảng nhất quán", "independent": "Khoảng nhất quán", "sample": "Khoảng tin cậy 95%"}


def register(app: Flask) -> None:
    """Attach filters and globals."""
    app.jinja_env.filters.update(
        count=write_count,
        number=format_number,
        share=format_share,
        share_range=format_share_range,
        target=format_target,
        difference=format_difference,
        rank_set=set_phrase,
        difference_limits=difference_phrase,
        date=write_date,
        svg=Markup,
        withheld_phrase=withheld_phrase,
        capitalised=capitalise,
        small_first=begin_small,
        official=lambda document, top: official_page(document, top=top),
        telephone=to_telephone,
        moment=format_moment,
    )
    app.jinja_env.tests.update(estimate=_is_estimate, withheld=_is_withheld)
    app.jinja_env.globals.update(
        find_staff=find_account,
        main_words=main_words,
        campaign_words=campaign_words,
        verdict_words=VERDICTS,
        position_words=POSITIONS,
        interval_names=INTERVAL_NAMES,
        index_name=INDEX,
    )


def format_date(day: dt.date) -> str:
    """A date in digits: 05/06/2026."""
    return f"{day:%d/%m/%Y}"


def format_moment(moment: dt.datetime) -> str:
    """A moment in local time: 05/06/2026, 14:30."""
    return f"{moment.astimezone(TIMEZONE):%d/%m/%Y, %H:%M}"


def write_date(day: dt.date) -> str:
    """A date as the readers of this page write it: in digits, or "31 May 2026" where it is not read in Vietnamese."""
    locale = current_locale()
    return format_date(day) if locale.language == SOURCE else str(dates.format_date(day, "long", locale=locale))


def write_count(number: int) -> str:
    """A count with the mark between thousands that the readers of this page use."""
    locale = current_locale()
    return format_count(number) if locale.language == SOURCE else str(numbers.format_decimal(number, locale=locale))


def capitalise(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def begin_small(text: str) -> str:
    """The text with a small first letter, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def to_telephone(number: str) -> str:
    """The number as the address of a call: digits, and the plus of a country code."""
    return ("+" if number.startswith("+") else "") + "".join(sign for sign in number if sign.isdecimal())


def _is_estimate(value: Any) -> bool:
    return isinstance(value, Estimate)


def _is_withheld(value: Any) -> bool:
    return isinstance(value, Suppressed)
