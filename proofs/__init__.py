"""Proofs that nothing leaks and everything is accounted for: whole in `make prove`, a share of each in `make test`."""
