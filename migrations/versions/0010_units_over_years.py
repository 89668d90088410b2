"""Units over the years: closures, predecessors, lists that wait to be confirmed, first-sign-in links"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("unit", sa.Column("closed_on", sa.Date(), nullable=True))
    op.create_table(
        "unit_predecessor",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint("unit_id <> predecessor_id", name=op.f("ck_unit_predecessor_another")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_predecessor_unit_id_unit")),
        sa.ForeignKeyConstraint(["predecessor_id"], ["unit.id"], name=op.f("fk_unit_predecessor_predecessor_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "predecessor_id", name=op.f("pk_unit_predecessor")),
    )
    op.create_index(op.f("ix_unit_predecessor_predecessor_id"), "unit_predecessor", ["predecessor_id"])
    op.create_table(
        "units_draft",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filename", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_units_draft_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_units_draft")),
    )
    op.create_table(
        "first_sign_in",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_first_sign_in_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_first_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_first_sign_in_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("first_sign_in")
    op.drop_table("units_draft")
    op.drop_table("unit_predecessor")
    op.drop_column("unit", "closed_on")
