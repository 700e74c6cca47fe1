"""The site as its readers and its editors see it."""
