"""Coverage and early warning: arrivals by day, warnings with their states, thresholds, digests, whom to ring up"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

STATES = "state IN ('new', 'seen', 'handling', 'done')"


def upgrade() -> None:
    op.create_table(
        "stored_arrivals",
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participation.id"],
            name=op.f("fk_stored_arrivals_participation_id_participation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_stored_arrivals")),
    )
    op.create_table(
        "warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("campaign_code", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("collection", sa.String(length=16), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("is_again", sa.Boolean(), nullable=False),
        sa.Column("done_weight", sa.Integer(), nullable=True),
        sa.CheckConstraint(STATES, name=op.f("ck_warning_state")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_warning_unit_id_unit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning")),
        sa.UniqueConstraint(
            *("rule", "unit_id", "campaign_code", "subject", "collection"),
            name=op.f("uq_warning_rule_unit_id_campaign_code_subject_collection"),
        ),
    )
    for column in ("part", "unit_id"):
        op.create_index(op.f(f"ix_warning_{column}"), "warning", [column])
    op.create_table(
        "warning_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("warning_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_warning_step_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_warning_step_account_id_account")),
        sa.ForeignKeyConstraint(
            ["warning_id"], ["warning.id"], name=op.f("fk_warning_step_warning_id_warning"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_step")),
    )
    op.create_index(op.f("ix_warning_step_warning_id"), "warning_step", ["warning_id"])
    op.create_table(
        "warning_rule",
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_warning_rule")),
    )
    op.create_table(
        "warning_check",
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("seen", sa.String(length=64), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_warning_check")),
    )
    op.create_table(
        "digest_subscription",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_digest_subscription_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_digest_subscription")),
    )
    op.add_column("unit_settings", sa.Column("contact_name", sa.String(length=80), server_default="", nullable=False))
    op.add_column("unit_settings", sa.Column("contact_phone", sa.String(length=20), server_default="", nullable=False))


def downgrade() -> None:
    for column in ("contact_phone", "contact_name"):
        op.drop_column("unit_settings", column)
    for table in ("digest_subscription", "warning_check", "warning_rule", "warning_step", "warning", "stored_arrivals"):
        op.drop_table(table)
