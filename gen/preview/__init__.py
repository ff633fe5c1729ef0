"""What an author writes, shown in the browser while it is written: followed, worked on in a process of its own, served on loopback."""

from gen.preview.server import serve

__all__ = [
    "serve",  # show a file until the command ends
]
