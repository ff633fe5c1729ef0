"""Numbers, arrays and expressions: what they are, and how they are written as text.

Common ground: everybody may import from the files of this room. It knows no cell, no function and no file.
"""
