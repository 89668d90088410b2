"""Holds what the phones were told against what is in the database: each form with a receipt in it once, and nothing else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from _phones import Form
from _province import SECRET
from sqlalchemy import select

from survey_app.collecting.responses import key_hash, receipt_mark
from survey_app.db import Database
from survey_app.models import Comment, Response, Sending


@dataclass
class Balance:
    """What does not agree; everything empty means that all does."""

    missing: list[str] = field(default_factory=list)  # receipts that were shown and are not in
    doubled: list[str] = field(default_factory=list)  # receipts or answers that are in more than once
    other: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.doubled or self.other)


def balance(url: str, forms: Sequence[Form]) -> Balance:
    """Compare. The answers of a form are ticks by chance and its comment letters by chance, so that no two are alike."""
    database = Database(url)
    with database.reading() as session:
        sendings = {row.key_hash: row.receipt_mark for row in session.execute(select(Sending.key_hash, Sending.receipt_mark))}
        comments = Counter(session.scalars(select(Comment.text)))
        sheets = Counter(session.scalars(select(Response.sheet)))
    database.engine.dispose()
    found = Balance()
    for form in forms:
        shown = set(form.receipts)
        where = f"receipt {', '.join(sorted(shown)) or '(none yet)'}, key {form.key}"
        if len(shown) > 1:
            found.other.append(f"two receipts for one form: {where}")
        if not shown:
            found.other.append(f"not delivered: {where}")
            continue
        if sendings.get(key_hash(form.key)) != receipt_mark(form.receipts[0], secret=SECRET) or not comments[form.words]:
            found.missing.append(where)
        if comments[form.words] > 1:
            found.doubled.append(where)
    found.doubled += [f"answers {sheet}" for sheet, number in sheets.items() if number > 1]
    entered, received = sheets.total(), sum(bool(form.receipts) for form in forms)
    if not entered == len(sendings) == comments.total() == received:
        told = f"{received} receipts, {len(sendings)} sendings, {entered} responses, {comments.total()} comments"
        found.other.append(told)
    return found
