"""What helps to write an author's files: schemas for editors, made from the tables of keys, and the files of a new course."""

from gen.editors.starter import check_free, schema_text, starter

__all__ = [
    "check_free",  # that nothing stands where files of a new course will
    "schema_text",  # the schema of a kind of file
    "starter",  # the files of a new course
]
