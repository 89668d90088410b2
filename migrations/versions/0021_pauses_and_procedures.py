"""Pauses that are over, and the target of administrative procedures.

What was published was judged by the campaign's own target, and what is said of it shall not move: such campaigns keep it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

# in the one form that SQLite adds without writing the table anew
PROCEDURES = (
    "procedures_target {double} DEFAULT 0.95 NOT NULL CONSTRAINT ck_campaign_procedures_target "
    "CHECK (procedures_target > 0 AND procedures_target < 1)"
)


def upgrade() -> None:
    op.create_table(
        "campaign_pause",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("paused_on", sa.Date(), nullable=False),
        sa.Column("resumed_on", sa.Date(), nullable=False),
        sa.CheckConstraint("paused_on <= resumed_on", name=op.f("ck_campaign_pause_dates")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_pause_campaign_id_campaign"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "paused_on", name=op.f("pk_campaign_pause")),
    )
    double = sa.Double().compile(op.get_bind().dialect)
    op.execute(f"ALTER TABLE campaign ADD COLUMN {PROCEDURES.format(double=double)}")
    op.execute(
        "UPDATE campaign SET procedures_target = target WHERE id IN (SELECT campaign_id FROM release WHERE state <> 'draft')"
    )


def downgrade() -> None:
    op.drop_column("campaign", "procedures_target")
    op.drop_table("campaign_pause")
