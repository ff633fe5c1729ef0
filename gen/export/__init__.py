"""The questions of an exam for systems in which courses live: as records that know no format, and written in each format.

`questions.questions` makes the records; each format has a module, or few, that write them and read them back.
"""
