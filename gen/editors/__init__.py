"""What helps to write an author's files: schemas for editors, made from the tables of keys."""

from gen.editors.schema import schema

__all__ = [
    "schema",  # the schema of a kind of file
]
