"""Faults that point at a line, the characters that a text may have, and the tool's own sentences in two languages.

Common ground: everybody may import from the files of this room, and it imports from no other one.
"""
