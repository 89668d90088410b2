"""Reviewed comments: what a unit has decided about each, and what it masked by hand"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# columns with a check of their own, in the one form that SQLite adds without writing the table anew
CHECKED_COLUMNS = (
    "state VARCHAR(8) DEFAULT 'waiting' NOT NULL "
    "CONSTRAINT ck_comment_state CHECK (state IN ('waiting', 'open', 'released', 'inside', 'hidden'))",
    "reason VARCHAR(10) DEFAULT '' NOT NULL "
    "CONSTRAINT ck_comment_reason CHECK (reason IN ('', 'person', 'insult', 'unrelated', 'empty'))",
)


def upgrade() -> None:
    for column in CHECKED_COLUMNS:
        op.execute(f"ALTER TABLE comment ADD COLUMN {column}")
    op.add_column("comment", sa.Column("masks", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.execute("ALTER TABLE comment DROP COLUMN masks")
    op.execute("ALTER TABLE comment DROP COLUMN reason")
    op.execute("ALTER TABLE comment DROP COLUMN state")
