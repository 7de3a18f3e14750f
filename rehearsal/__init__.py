"""A programme played in virtual time on the real engine, with simulated municipalities and a simulated office."""

from rehearsal.playing import rehearse

__all__ = ["rehearse"]
