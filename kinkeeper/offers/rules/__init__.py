"""Facts of asking and offering: which step follows which, and when each is due. Plain Python."""
