"""What the operating system is asked for: files, folders, processes in a cage, signals, limits of time and memory."""

from gen.system import cage, distribution
from gen.system.budget import MEMORY, SECONDS, budget
from gen.system.files import MAX_FILE, NAMES, Output, Unreadable, is_name, own_folder, read_bytes, real_path, write
from gen.system.signals import begin_worker, end_workers, ended_by_signals

__all__ = [
    "MAX_FILE",  # bytes that a picture, a font or a PDF may have
    "MEMORY",  # MiB of the process, unless the user says another number
    "NAMES",  # what a name of a file may be, in words
    "SECONDS",  # of processor time for each problem file, unless the user says another number
    "Output",  # a file to be written
    "Unreadable",  # a file that cannot be read, or is more than a file may be
    "begin_worker",  # in a process that shares gen's work
    "budget",  # limits of time and memory around the work for a file
    "cage",  # a program in a cage, and the limits that it has
    "distribution",  # what this package was installed as, and the files that it brings along
    "end_workers",  # ends the processes that share gen's work
    "ended_by_signals",  # around a command: a signal ends it as an exception does
    "is_name",  # whether a name is one that a file may have
    "own_folder",  # a new folder for this user alone, gone at the end
    "read_bytes",  # all of a regular file, with a bound
    "real_path",  # where a path leads, links followed
    "write",  # all of these files, or none
]
