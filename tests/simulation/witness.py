"""A witness in the database: every row that is written, changed or deleted, in order, whoever did it."""

# ruff: noqa: S608 - SQL made of our own words

from __future__ import annotations

from sqlalchemy import Connection

WATCHED = (
    "contacts",
    "decisions",
    "enrolments",
    "event_states",
    "fulfilments",
    "interviews",
    "journal",
    "letters",
    "requirement_states",
    "rungs",
    "step_states",
    "submissions",
)
LONG = ("subject", "text", "html", "calendar", "content", "form", "findings")
"""Columns of which only a hash is kept."""

_WITNESS = f"""
CREATE TABLE witness (id bigserial PRIMARY KEY, thing text NOT NULL, before jsonb, after jsonb);
CREATE FUNCTION in_short(whole jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT whole - ARRAY{list(LONG)} || jsonb_build_object('body', md5(concat_ws('|', {
    ", ".join(f"whole->>'{column}'" for column in LONG if column != "findings")
})))
$$;
CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO witness (thing, before, after) VALUES (
        TG_TABLE_NAME,
        CASE WHEN TG_OP <> 'INSERT' THEN in_short(to_jsonb(OLD)) END,
        CASE WHEN TG_OP <> 'DELETE' THEN in_short(to_jsonb(NEW)) END);
    RETURN NULL;
END $$;
"""
_SEES = """
CREATE TRIGGER sees_writing AFTER INSERT OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION see();
CREATE TRIGGER sees_change AFTER UPDATE ON {table} FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION see();
"""


def call(connection: Connection) -> None:
    """Let the database be watched from now on."""
    connection.exec_driver_sql(_WITNESS)
    for table in WATCHED:
        connection.exec_driver_sql(_SEES.format(table=table))


def forget(connection: Connection) -> None:
    """Empty the database for the next world; its numbers begin at one again, so that a seed always gives the same."""
    # else the journal would refuse
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    connection.exec_driver_sql("TRUNCATE programme_versions, witness RESTART IDENTITY CASCADE")
