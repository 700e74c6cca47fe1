"""Kinkeeper: keeping the ties of children whose parent is in prison."""

__version__ = "0.1.0"
