"""The two kinds of document that the service writes, a report and a plan: head, addressees and signature from the settings."""

import datetime as dt
from collections.abc import Iterable

from survey_app.documents.model import Annex, Block, Document
from survey_app.documents.settings import UnitSettings, to_letterhead, to_signature

# stands in the reports of units and of the department alike: it is one promise
ANONYMOUS = (
    "Phiếu ẩn danh: không ghi tên, số điện thoại, địa chỉ mạng, thiết bị hay giờ gửi bên cạnh câu trả lời. Kết quả chỉ hiển "
    "thị khi có đủ phiếu để không ai đoán được câu trả lời của một người."
)


def compose_report(
    settings: UnitSettings,
    *,
    summary: str,
    body: Iterable[Block],
    subject: str,
    annexes: tuple[Annex, ...] = (),
    date: dt.date | None = None,
    number: int | None = None,
) -> Document:
    """A report to whomever the settings name."""
    return Document(
        kind="BÁO CÁO",
        abbreviation="BC",
        summary=summary,
        letterhead=to_letterhead(settings, date=date, number=number),
        addressees=settings.addressees,
        body=tuple(body),
        recipients=settings.recipients,
        archive=settings.archive,
        signature=to_signature(settings),
        annexes=annexes,
        subject=subject,
    )


def compose_plan(
    settings: UnitSettings,
    *,
    summary: str,
    body: Iterable[Block],
    subject: str,
    recipients: tuple[str, ...],
    annexes: tuple[Annex, ...] = (),
    date: dt.date | None = None,
    number: int | None = None,
) -> Document:
    """A plan, which is addressed to nobody; its `recipients` carry it out."""
    return Document(
        kind="KẾ HOẠCH",
        abbreviation="KH",
        summary=summary,
        letterhead=to_letterhead(settings, date=date, number=number),
        addressees=(),
        body=tuple(body),
        recipients=recipients,
        archive=settings.archive,
        signature=to_signature(settings),
        annexes=annexes,
        subject=subject,
    )
