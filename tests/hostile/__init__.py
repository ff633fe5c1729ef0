"""Attacks on the tool as data, by their kinds, and what must be said to each of them."""
