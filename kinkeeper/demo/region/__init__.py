"""Harrowmere, an invented county: its prisons, agencies, people, and sixty families at every stage."""
