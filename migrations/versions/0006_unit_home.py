"""The unit's first page: the department's calendar, what a unit has ticked off, counts by grade and channel that move seldom"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "calendar_entry",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("days", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_calendar_entry")),
    )
    op.create_table(
        "calendar_tick",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_calendar_tick_unit_id_unit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("unit_id", "kind", "due_on", name=op.f("pk_calendar_tick")),
    )
    op.create_table(
        "stored_breakdown",
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_stored_breakdown_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_stored_breakdown")),
    )


def downgrade() -> None:
    for table in ("stored_breakdown", "calendar_tick", "calendar_entry"):
        op.drop_table(table)
