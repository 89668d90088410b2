"""Whom an instrument without levels was assigned to"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("instrument", sa.Column("assigned", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("instrument", "assigned")
