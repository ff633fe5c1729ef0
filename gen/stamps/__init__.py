"""A finished sheet of a variant becomes a student's own: name, number, room, seat and a code on each page; a room's sheets to print."""

from gen.stamps.checking import WrongStamp
from gen.stamps.orders import Order, Sheet
from gen.stamps.print_shop import Part, room_pdf
from gen.stamps.stamp import Stamp, stamp_faults
from gen.stamps.stamped_sheets import stamped_sheets

__all__ = [
    "Order",  # whose a sheet is to become
    "Part",  # a student's stamped sheet in a PDF for a room
    "Sheet",  # a finished sheet with the places of its lines
    "Stamp",  # what is printed of a student
    "WrongStamp",  # a stamped sheet that is not handed out
    "room_pdf",  # all sheets of a room, each beginning on a front
    "stamp_faults",  # what of a stamp cannot be printed
    "stamped_sheets",  # the sheets of many students
]
