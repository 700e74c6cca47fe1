"""What families do on their own side, and what workers do for them."""
