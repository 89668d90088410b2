"""The department's year: campaigns that pause, their grace and targets, collections of the department and their tokens"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# in the one form that SQLite adds without writing the table anew
GRACE = "grace_minutes INTEGER CONSTRAINT ck_campaign_grace_minutes CHECK (grace_minutes IS NULL OR grace_minutes >= 0)"


def upgrade() -> None:
    op.execute(f"ALTER TABLE campaign ADD COLUMN {GRACE}")
    op.add_column("campaign", sa.Column("paused_on", sa.Date(), nullable=True))
    op.create_table(
        "campaign_target",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("by_year", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.CheckConstraint("share > 0 AND share < 1", name=op.f("ck_campaign_target_share")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_target_campaign_id_campaign"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "by_year", name=op.f("pk_campaign_target")),
    )
    op.create_table(
        "campaign_collection",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("collection", sa.String(length=16), nullable=False),
        sa.Column("unit_codes", sa.Text(), nullable=False),
        sa.CheckConstraint("collection IN ('independent', 'sample')", name=op.f("ck_campaign_collection_collection")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_collection_campaign_id_campaign"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "collection", name=op.f("pk_campaign_collection")),
    )
    op.create_table(
        "collection_token",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("collection", sa.String(length=16), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.CheckConstraint("collection IN ('independent', 'sample')", name=op.f("ck_collection_token_collection")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_collection_token_unit_id_unit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("unit_id", "collection", name=op.f("pk_collection_token")),
        sa.UniqueConstraint("token", name=op.f("uq_collection_token_token")),
    )


def downgrade() -> None:
    for table in ("collection_token", "campaign_collection", "campaign_target"):
        op.drop_table(table)
    op.drop_column("campaign", "paused_on")
    op.drop_column("campaign", "grace_minutes")
