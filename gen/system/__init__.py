"""What the operating system is asked for: files, folders, processes in a cage, signals, limits of time and memory."""

from gen.system import cage, distribution
from gen.system.archive import NoArchive, pack, unpack
from gen.system.background import BackgroundProcess, Ended
from gen.system.budget import MEMORY, SECONDS, budget
from gen.system.connections import owner_of_connection
from gen.system.executors import BeginProgress, Progress, workers
from gen.system.files import (
    MAX_FILE,
    NAMES,
    Output,
    Unreadable,
    free_space,
    is_name,
    own_folder,
    process_folder,
    read_bytes,
    real_path,
    remove_folder,
    seen_of,
    write,
    written,
)
from gen.system.memory import give_back_free
from gen.system.signals import INTERRUPTED, ended_by_signals
from gen.system.templates import html_from, tex_templates

__all__ = [
    "INTERRUPTED",  # the exit code after Ctrl-C
    "MAX_FILE",  # bytes that a picture, a font or a PDF may have
    "MEMORY",  # MiB of the process, unless the user says another number
    "NAMES",  # what a name of a file may be, in words
    "SECONDS",  # of processor time for each problem file, unless the user says another number
    "BackgroundProcess",  # one process that answers requests, and drops one when told to
    "BeginProgress",  # begins to show how far long work is
    "Ended",  # the last answer to a request
    "NoArchive",  # bytes that are no archive
    "Output",  # a file to be written
    "Progress",  # is told how far long work is
    "Unreadable",  # a file that cannot be read, or is more than a file may be
    "budget",  # limits of time and memory around the work for a file
    "cage",  # a program in a cage, and the limits that it has
    "distribution",  # what this package was installed as, and the files that it brings along
    "ended_by_signals",  # around a command: a signal ends it as an exception does
    "free_space",  # the bytes that can still be written to a folder
    "give_back_free",  # memory that is free goes back to the system
    "html_from",  # records as HTML through a template
    "is_name",  # whether a name is one that a file may have
    "own_folder",  # a new folder for this user alone, gone at the end
    "owner_of_connection",  # whether a program that has connected is the user's own
    "pack",  # named files as one archive
    "process_folder",  # the same for as long as a process lives
    "read_bytes",  # all of a regular file, with a bound
    "real_path",  # where a path leads, links followed
    "remove_folder",  # a folder of gen's own, with all that is in it
    "seen_of",  # what tells a file from what stood there before
    "tex_templates",  # what makes LaTeX of records
    "unpack",  # the files of an archive
    "workers",  # processes or a cluster that do the work
    "write",  # all of these files, or none
    "written",  # a large file, piece by piece
]
