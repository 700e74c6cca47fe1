"""A share of every proof, in seconds; the whole runs in `make prove`."""
