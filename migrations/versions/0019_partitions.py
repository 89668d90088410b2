"""Answers of each campaign in a partition of their own, on PostgreSQL; SQLite keeps one table

What a partition is good for: a campaign is erased by dropping its files and archived by detaching them, and a page of this
year reads no index of ten years. All keys contain the campaign, so nothing else changes. Partitions are made by the database
itself when a campaign is, whoever makes it; there is no default one, so an answer for no campaign is refused. They stand in a
schema of their own, `parts`, where nobody takes them for tables of the service.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

TABLES = ("response", "sending", "comment", "one_time_code")
# made beside the table and then attached: so a campaign is created without keeping answers of others waiting
FUNCTION = """
CREATE FUNCTION public.make_partitions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    parent text;
    part text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['response', 'sending', 'comment', 'one_time_code'] LOOP
        part := parent || '_' || NEW.id;
        IF to_regclass('parts.' || part) IS NULL THEN
            EXECUTE format('CREATE TABLE parts.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
            EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION parts.%I FOR VALUES IN (%s)', parent, part, NEW.id);
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""
TRIGGER = (
    "CREATE TRIGGER make_partitions AFTER INSERT ON public.campaign FOR EACH ROW EXECUTE FUNCTION public.make_partitions()"
)
KEYS = sa.text(
    "SELECT conname, contype::text, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid = CAST(:table AS regclass) AND contype IN ('p', 'f') ORDER BY contype DESC, conname"
)
INDEXES = sa.text(
    "SELECT c.relname, string_agg(a.attname, ', ' ORDER BY k.place) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (number, place)"
    " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number"
    " WHERE i.indrelid = CAST(:table AS regclass) AND NOT i.indisprimary GROUP BY c.relname ORDER BY c.relname"
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("CREATE SCHEMA parts")
    op.execute(FUNCTION)
    op.execute(TRIGGER)
    for table in TABLES:
        _rebuild(table, " PARTITION BY LIST (campaign_id)")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP TRIGGER make_partitions ON campaign")
    op.execute("DROP FUNCTION make_partitions")
    for table in TABLES:
        _rebuild(table, "")
    op.execute("DROP SCHEMA parts")


def _rebuild(table: str, partitioned: str) -> None:
    """Write the rows into a new table of the same shape, in the order of their keys; the old files go with the old table."""
    bind, names = op.get_bind(), {"table": f"public.{table}"}
    keys = bind.execute(KEYS, names).all()
    indexes = bind.execute(INDEXES, names).all()
    op.execute(f"ALTER TABLE public.{table} RENAME TO {table}_before")
    op.execute(
        f"CREATE TABLE public.{table} (LIKE public.{table}_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS){partitioned}"
    )
    if partitioned:
        for (number,) in bind.exec_driver_sql("SELECT id FROM campaign ORDER BY id").all():
            op.execute(f"CREATE TABLE parts.{table}_{number} PARTITION OF public.{table} FOR VALUES IN ({number})")
    primary = next(definition for _, kind, definition in keys if kind == "p")
    order = primary.removeprefix("PRIMARY KEY ").strip("()")
    op.execute(f"INSERT INTO public.{table} SELECT * FROM public.{table}_before ORDER BY {order}")  # noqa: S608  # nosec B608  # names of the schema
    op.execute(f"DROP TABLE public.{table}_before")
    for name, _, definition in keys:
        op.execute(f"ALTER TABLE public.{table} ADD CONSTRAINT {name} {definition}")
    for name, columns in indexes:
        op.execute(f"CREATE INDEX {name} ON public.{table} ({columns})")
