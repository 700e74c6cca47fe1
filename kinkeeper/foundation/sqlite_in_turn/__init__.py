"""SQLite as Django knows it, except that those who want to write wait in turn."""
