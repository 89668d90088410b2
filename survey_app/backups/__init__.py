"""Backup and restore: everything that an installation holds, in one file that can be checked and that nobody else can read.

A backup is an export of our own and no copy of the database's files: the same format for SQLite and PostgreSQL, read in one
transaction while answers come in, each table in the order of its keys. So neither the order in which answers came nor deleted
rows are in it, and no plain copy ever lies on the disk on the way.
"""
