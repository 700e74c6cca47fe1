"""Pages for whoever looks after a feed, and for what people enter of somebody's custody."""
