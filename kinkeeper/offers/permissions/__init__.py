"""Who may ask, check, pass on and offer: each answer says why not."""
