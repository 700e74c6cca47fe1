"""Forms of the portal, and its words."""
