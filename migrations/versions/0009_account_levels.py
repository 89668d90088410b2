"""Accounts of level departments: what an account sees may be narrowed to school levels"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("account", sa.Column("levels", sa.String(length=32), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("account", "levels")
