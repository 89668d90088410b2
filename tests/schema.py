"""What a database is made of, read from its own catalogue: more than SQLAlchemy's comparison sees."""

import re
from typing import Any

from sqlalchemy import MetaData, Table, inspect, select, text

from survey_app.db import Database

# columns, constraints, indexes, triggers and how tables are parted, each as one line of words
_POSTGRESQL = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'answers\\_\\_%'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace AND conrelid <> 0",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT relname, relkind::text, pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid) FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
)
_SQLITE = ("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type <> 'view'",)


def schema_of(database: Database) -> set[tuple[Any, ...]]:
    """Everything in the schema but the views of answers."""
    statements = _SQLITE if database.is_sqlite else _POSTGRESQL
    with database.engine.connect() as connection:
        rows = (tuple(row) for statement in statements for row in connection.execute(text(statement)))
        return {row if database.is_sqlite else tuple(map(_bare, row)) for row in rows}


def _bare(value: Any) -> Any:
    """A definition without casts and brackets: PostgreSQL words a check otherwise once it has been through a dump."""
    return re.sub(r"::(character varying|text)|[()\[\]]", "", value) if isinstance(value, str) else value


def rows_of(database: Database, columns: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
    """All rows of all tables, in an order that means nothing; only the columns named, by table."""
    found = {}
    columns = columns_of(database) if columns is None else columns
    with database.engine.connect() as connection:
        for name, wanted in columns.items():
            table = Table(name, MetaData(), autoload_with=connection)
            rows = connection.execute(select(*(table.c[column] for column in wanted)))
            found[name] = sorted(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in rows)
    return found


def columns_of(database: Database) -> dict[str, list[str]]:
    """The columns of all tables but Alembic's."""
    inspector = inspect(database.engine)
    names = (name for name in inspector.get_table_names() if name != "alembic_version")
    return {name: [column["name"] for column in inspector.get_columns(name)] for name in sorted(names)}
