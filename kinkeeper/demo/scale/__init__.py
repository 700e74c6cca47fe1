"""A whole invented nation, for benches: the same tables as a site's, filled by number and seed. Nobody in it exists."""
