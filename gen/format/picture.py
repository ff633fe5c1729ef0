"""A picture of the author's own: a file, what stands below it, and what it says to those who do not see it."""

from hashlib import sha256
from pathlib import Path

from gen.format.named_files import PICTURES, named_file
from gen.format.prompt import Prompts
from gen.keys import PICTURE
from gen.messages.errors import InputError
from gen.model.problem import Picture
from gen.syntax import Fields
from gen.system import Unreadable, read_bytes

MAX_BYTES = 8 * 2**20
MAX_ALT = 300  # letters: two or three sentences
MAX_WIDTH = 16  # cm: a line of text


def read_picture(fields: Fields, prompts: Prompts) -> Picture | None:
    """What stands under `picture`, which has a file and a text in its place."""
    node = fields.nodes.get("picture")
    if node is None:
        return None
    own = Fields(node, PICTURE, fields.faults)
    path, caption, width = own.text("path"), own.text("caption"), own.number("width")
    alt, alt_text, width_text = own.line("alt"), own.text("alt"), own.text("width")
    if alt_text and len(alt) > MAX_ALT:
        own.fault(alt_text.where, f"the text for those who do not see a picture has {len(alt):,} letters; it has {MAX_ALT} at most")
    if width_text and width is not None and not 1 <= width <= MAX_WIDTH:
        own.fault(width_text.where, f"a picture is from 1 to {MAX_WIDTH} cm wide, found '{width_text.value}'")
    if path and path.value.startswith("/"):
        own.fault(path.where, f"'{path.value[:40]}' is a place on this machine", "name the picture from the folder of this file")
        return None
    file = named_file(Path(node.where.file), path, "picture", (*PICTURES, ".svg"), fields.faults) if path else None
    if path is None or file is None:
        return None
    try:
        digest = sha256(read_bytes(file, MAX_BYTES)).hexdigest()
    except Unreadable as error:
        fields.faults.append(InputError(path.where, f"'{path.value}' cannot be used: {error}"))
        return None
    return Picture(file, digest, alt, prompts.pieces(caption, ("cell",)) if caption else (), width, path.where)
