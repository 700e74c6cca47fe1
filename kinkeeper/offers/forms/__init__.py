"""What people fill in: the card, the interview, the check, an attempt and an answer."""
