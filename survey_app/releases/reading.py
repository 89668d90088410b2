"""What is published, as readers meet it: releases with their state, places with their figures. Nothing is computed here.

Lists of a release are parsed once per process and kept under its fingerprint: what has that fingerprint never changes,
in whichever database it lies. Whether a release is the newest one, or was withdrawn, is asked each time.
"""

import datetime as dt
import json
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from survey_app.models import Campaign, Release, ReleaseFile, ReleasePlace, Unit
from survey_app.releases.frozen import target_of_instrument

Plain = dict[str, Any]

MOST_KEPT: Final = 12  # lists and terms of six releases; a list of a thousand units is a few megabytes when parsed


@dataclass(frozen=True)
class FrozenRelease:
    """A release as its pages are made of it, signed or not."""

    release_id: int
    campaign_code: str
    campaign_name: str
    number: int
    state: str
    fingerprint: str
    content: Plain

    @property
    def is_draft(self) -> bool:
        """Whether nobody outside the department may read it yet."""
        return self.state == "draft"

    @property
    def is_withdrawn(self) -> bool:
        """Whether its figures are not shown any more."""
        return self.state == "withdrawn"

    @property
    def target(self) -> float:
        """The target as a share."""
        return round(float(self.content["target"]) / 100, 8)

    def target_of(self, code: str) -> float:
        """The target as a share by which an instrument is judged."""
        return target_of_instrument(self.content, code)

    def instrument(self, code: str) -> Plain:
        """The words of an instrument of this release."""
        found: Plain = next(one for one in self.content["instruments"] if one["code"] == code)
        return found


@dataclass(frozen=True)
class Published(FrozenRelease):
    """A release that is or was out. `newest` is the number of the campaign's latest one."""

    newest: int
    signer: str
    post: str
    signed_on: dt.date
    published_on: dt.date
    note: str
    withdrawn_on: dt.date | None = None
    withdrawn_by: str = ""
    withdrawn_because: str = ""

    @property
    def is_newest(self) -> bool:
        """Whether no later release of the campaign has been out."""
        return self.number == self.newest

    @property
    def linked_number(self) -> int | None:
        """The number in addresses: none for the newest, whose addresses are the short ones."""
        return None if self.is_newest else self.number


def has_published(session: Session) -> bool:
    """Whether anything was ever published."""
    return bool(session.scalar(select(exists().where(Release.state != "draft"))))


def list_published(session: Session) -> list[Published]:
    """All that is or was out: the latest campaign first, in each the newest release first."""
    rows = session.execute(
        select(Release, Campaign.code)
        .join(Campaign, Release.campaign_id == Campaign.id)
        .where(Release.state != "draft")
        .order_by(Campaign.opens_on.desc(), Campaign.id.desc(), Release.number.desc())
    ).all()
    newest: dict[str, int] = {}
    for release, code in rows:
        newest.setdefault(code, release.number)
    return [_published(release, code, newest[code]) for release, code in rows]


def find_published(session: Session, campaign_code: str, number: int | None = None) -> Published | None:
    """One release of a campaign, the newest where no number is given."""
    numbers = session.scalars(
        select(Release.number)
        .join(Campaign, Release.campaign_id == Campaign.id)
        .where(Campaign.code == campaign_code, Release.state != "draft")
        .order_by(Release.number)
    ).all()
    wanted = number if number is not None else (numbers[-1] if numbers else None)
    if wanted not in numbers:
        return None
    release = session.scalars(
        select(Release).join(Campaign).where(Campaign.code == campaign_code, Release.number == wanted)
    ).one()
    return _published(release, campaign_code, numbers[-1])


def find_draft(session: Session, release_id: int) -> FrozenRelease | None:
    """A release that nobody has signed; None once it is out."""
    release = session.get(Release, release_id)
    if release is None or release.state != "draft":
        return None
    content = _terms_of(release)
    return FrozenRelease(
        release_id=release.id,
        campaign_code=release.campaign.code,
        campaign_name=content["campaign"]["name"],
        number=release.number,
        state=release.state,
        fingerprint=release.fingerprint,
        content=content,
    )


def find_place(session: Session, release: FrozenRelease, kind: str, code: str) -> Plain | None:
    """Everything that a release says of one place."""
    text = session.scalar(
        select(ReleasePlace.content).where(
            ReleasePlace.release_id == release.release_id, ReleasePlace.kind == kind, ReleasePlace.code == code
        )
    )
    return None if text is None else json.loads(text)


def list_places(session: Session, release_id: int, fingerprint: str) -> tuple[Plain, ...]:
    """The headline figures of all places in the order of their listing."""
    kept: tuple[Plain, ...] | None = _keep(fingerprint)
    if kept is None:
        texts = session.scalars(
            select(ReleasePlace.summary).where(ReleasePlace.release_id == release_id).order_by(ReleasePlace.position)
        )
        kept = _keep(fingerprint, tuple(json.loads(text) for text in texts))
    assert kept is not None
    return kept


def find_file(session: Session, published: Published, name: str) -> tuple[bytes, str] | None:
    """A file of open data, packed, with the digest of its bytes."""
    found = session.get(ReleaseFile, (published.release_id, name))
    return None if found is None else (found.data, found.digest)


def find_picture(session: Session, published: Published) -> bytes:
    """The preview picture of a release."""
    return session.scalars(select(Release.picture).where(Release.id == published.release_id)).one()


def published_of_unit(session: Session, unit_code: str) -> list[Published]:
    """The newest releases, one per campaign, that have figures of a unit, the latest campaign first."""
    ids = set(
        session.scalars(select(ReleasePlace.release_id).where(ReleasePlace.kind == "unit", ReleasePlace.code == unit_code))
    )
    return [one for one in list_published(session) if one.release_id in ids and one.is_newest] if ids else []


def department_name(session: Session) -> str:
    """Who publishes."""
    return session.scalar(select(Unit.name).where(Unit.kind == "department").order_by(Unit.id)) or ""


_kept: OrderedDict[str, Any] = OrderedDict()


def _keep(key: str, value: Any = None) -> Any:
    """What is kept under a key; with a value, keep it and let the one that was not asked for longest go."""
    if value is not None:
        _kept[key] = value
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
        return value
    found = _kept.get(key)
    if found is not None and key in _kept:
        try:
            _kept.move_to_end(key)
        except KeyError:  # another thread has just let it go
            return found
    return found


def _terms_of(release: Release) -> Plain:
    key = f"terms {release.fingerprint}"
    found: Plain = _keep(key) or _keep(key, json.loads(release.content))  # the text is read from the database only when wanted
    return found


def _published(release: Release, campaign_code: str, newest: int) -> Published:
    assert release.signed_on is not None
    assert release.published_on is not None
    content = _terms_of(release)
    return Published(
        release_id=release.id,
        campaign_code=campaign_code,
        campaign_name=content["campaign"]["name"],
        number=release.number,
        newest=newest,
        state=release.state,
        signer=release.signer,
        post=release.post,
        signed_on=release.signed_on,
        published_on=release.published_on,
        note=release.note,
        fingerprint=release.fingerprint,
        content=content,
        withdrawn_on=release.withdrawn_on,
        withdrawn_by=release.withdrawn_by,
        withdrawn_because=release.withdrawn_because,
    )
