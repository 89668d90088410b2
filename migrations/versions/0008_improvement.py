"""Improvement: actions become measures of a plan, and the sums of pairs that drivers rest on are kept"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# in the one form that SQLite adds without writing the table anew
STATE = (
    "state VARCHAR(12) DEFAULT 'done' NOT NULL "
    "CONSTRAINT ck_action_state CHECK (state IN ('planned', 'under way', 'done', 'dropped'))"
)


def upgrade() -> None:
    op.add_column("action", sa.Column("responsible", sa.String(length=120), server_default="", nullable=False))
    op.add_column("action", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("action", sa.Column("instrument_code", sa.String(length=24), server_default="", nullable=False))
    op.add_column("action", sa.Column("item_code", sa.String(length=3), server_default="", nullable=False))
    op.execute(f"ALTER TABLE action ADD COLUMN {STATE}")
    op.create_table(
        "stored_pairs",
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_stored_pairs_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_stored_pairs")),
    )


def downgrade() -> None:
    op.drop_table("stored_pairs")
    for column in ("state", "item_code", "instrument_code", "due_on", "responsible"):
        op.drop_column("action", column)
