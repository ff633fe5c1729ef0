"""Frozen data and nothing else: what was written, unrolled, derived, confirmed and laid out.

Common ground: everybody may import from the files of this room. Nothing here computes, reads or prints.
"""
