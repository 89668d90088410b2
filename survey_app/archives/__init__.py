"""A sealed campaign outside the database: a folder of Parquet files with a manifest, and the figures from it alone.

What may lie there is decided in `write`; `read` and `figures` know no database. DuckDB, which reads and writes the files, is an
extra: only `tables` imports it.
"""
