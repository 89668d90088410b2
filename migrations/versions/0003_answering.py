"""Answering: the ladder against stuffing, receipts that are found again, kiosks, paper, published actions, quality of forms"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# columns with a check of their own, in the one form that SQLite adds without writing the table anew
CHECKED_COLUMNS = (
    "access VARCHAR(8) DEFAULT 'open' NOT NULL CONSTRAINT ck_campaign_access CHECK (access IN ('open', 'marked', 'codes'))",
    "paper_until DATE CONSTRAINT ck_campaign_paper_until CHECK (paper_until IS NULL OR paper_until >= closes_on)",
)


def upgrade() -> None:
    for column in CHECKED_COLUMNS:
        op.execute(f"ALTER TABLE campaign ADD COLUMN {column}")
    op.add_column("participation", sa.Column("repeats", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sending", sa.Column("receipt_mark", sa.LargeBinary(length=8), nullable=True))
    op.create_index(op.f("ix_sending_receipt_mark"), "sending", ["receipt_mark"], unique=False)
    op.create_index(op.f("ix_sending_participation_id_slot"), "sending", ["participation_id", "slot"], unique=False)
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_action_unit_id_unit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_unit_id"), "action", ["unit_id"], unique=False)
    op.create_table(
        "kiosk_pin",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("pin_hash", sa.String(length=256), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_kiosk_pin_unit_id_unit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_kiosk_pin")),
    )
    op.create_table(
        "one_time_code",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("grade", sa.String(length=8), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_one_time_code_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_one_time_code_participation_id_participation")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_one_time_code_unit_id_unit")),
        sa.PrimaryKeyConstraint("campaign_id", "unit_id", "participation_id", "code_hash", name=op.f("pk_one_time_code")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("declared", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.CheckConstraint("declared > 0", name=op.f("ck_paper_batch_declared")),
        sa.CheckConstraint("differing BETWEEN 0 AND compared", name=op.f("ck_paper_batch_compared")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_paper_batch_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_paper_batch_participation_id_participation")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_paper_batch_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
        sa.UniqueConstraint("participation_id", "number", name=op.f("uq_paper_batch_participation_id_number")),
    )
    op.create_index(op.f("ix_paper_batch_unit_id"), "paper_batch", ["unit_id"], unique=False)
    op.create_table(
        "paper_draft",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry", sa.SmallInteger(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=False),
        sa.Column("percents", sa.String(length=64), nullable=False),
        sa.Column("grade", sa.String(length=8), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.CheckConstraint("entry IN (1, 2)", name=op.f("ck_paper_draft_entry")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_draft_batch_id_paper_batch"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "position", "entry", name=op.f("pk_paper_draft")),
    )
    op.create_table(
        "stored_quality",
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_stored_quality_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_stored_quality")),
    )
    op.create_table(
        "flagged_sums",
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=8), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_flagged_sums_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", "grade", name=op.f("pk_flagged_sums")),
    )
    op.create_table(
        "stored_burst",
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("arrivals", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("p_value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_stored_burst_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", "slot", name=op.f("pk_stored_burst")),
    )


def downgrade() -> None:
    of_quality = ("stored_burst", "flagged_sums", "stored_quality")
    for table in (*of_quality, "paper_draft", "paper_batch", "one_time_code", "kiosk_pin", "action"):
        op.drop_table(table)
    op.drop_index(op.f("ix_sending_participation_id_slot"), "sending")
    op.drop_index(op.f("ix_sending_receipt_mark"), "sending")
    op.drop_column("sending", "receipt_mark")
    op.drop_column("participation", "repeats")
    op.drop_column("campaign", "paper_until")
    op.drop_column("campaign", "access")
