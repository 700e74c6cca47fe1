"""The pack: what a family is sent within 48 hours, made for one prison and one family, from words kept as data."""
