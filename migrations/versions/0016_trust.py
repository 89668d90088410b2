"""Trust: sessions that can be ended, second factors, sign-on by another service, and an audit log that only grows"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

REFUSAL = "audit_entry only grows"
GUARDS = ("UPDATE", "DELETE")


def upgrade() -> None:
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("way IN ('password', 'sso')", name=op.f("ck_account_session_way")),
        _account_key("account_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"])
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        _account_key("second_factor"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        _account_key("recovery_code"),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "account_link",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("outside_name", sa.String(length=200), nullable=False),
        sa.Column("password_off", sa.Boolean(), nullable=False),
        _account_key("account_link"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("outside_name", name=op.f("uq_account_link_outside_name")),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"])
    op.create_index(op.f("ix_audit_entry_account_id_at"), "audit_entry", ["account_id", "at"])
    if op.get_bind().dialect.name == "sqlite":
        for deed in GUARDS:
            op.execute(
                f"CREATE TRIGGER audit_entry_no_{deed.lower()} BEFORE {deed} ON audit_entry "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION audit_entry_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_only_grows()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in GUARDS:
            op.execute(f"DROP TRIGGER audit_entry_no_{deed.lower()}")
    else:
        op.execute("DROP TRIGGER audit_entry_only_grows ON audit_entry")
        op.execute("DROP FUNCTION audit_entry_only_grows")
    op.drop_index(op.f("ix_audit_entry_account_id_at"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    for table in ("account_link", "recovery_code", "second_factor", "account_session"):
        op.drop_table(table)


def _account_key(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_account_id_account")
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name, ondelete="CASCADE")
