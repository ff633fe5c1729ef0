"""Packages of course systems: an archive with a manifest that lists its files. What all of them share where they are read."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from gen.export.xml_elements import all_of, parsed
from gen.messages.errors import VerificationError
from gen.system import unpack

MANIFEST = "imsmanifest.xml"


@dataclass(frozen=True, slots=True)
class FoundResource:
    """An entry of a manifest: its kind, its files, and the names of the entries that it needs."""

    ident: str
    kind: str
    files: tuple[str, ...]
    needs: tuple[str, ...]


def read_manifest(content: bytes) -> tuple[Mapping[str, bytes], tuple[FoundResource, ...]]:
    """The files of a package and the entries of its manifest. Raises VerificationError where a file is named that is not there, or is there
    and not named."""
    files = unpack(content)
    resources = tuple(map(_resource, all_of(parsed(files[MANIFEST]), "resource")))
    if sorted([MANIFEST, *(name for one in resources for name in one.files)]) != sorted(files):
        raise VerificationError("the manifest of the package does not name each of its files once")
    return files, resources


def _resource(one: etree._Element) -> FoundResource:
    files = tuple(part.get("href", "") for part in all_of(one, "file"))
    needs = tuple(part.get("identifierref", "") for part in all_of(one, "dependency"))
    return FoundResource(one.get("identifier", ""), one.get("type", ""), files, needs)
