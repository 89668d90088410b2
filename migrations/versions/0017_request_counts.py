"""Requests that cost much are counted by account, so that several processes share one limit"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "request_count",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "slot", name=op.f("pk_request_count")),
    )


def downgrade() -> None:
    op.drop_table("request_count")
