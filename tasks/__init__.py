"""Prefect tasks: one action each with its retries. Ids in, plain values out; every one may be run again."""
