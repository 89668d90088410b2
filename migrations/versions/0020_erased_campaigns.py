"""Erased campaigns: the day on which the answers of a campaign with releases were erased"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("campaign", sa.Column("erased_on", sa.Date()))


def downgrade() -> None:
    op.drop_column("campaign", "erased_on")
