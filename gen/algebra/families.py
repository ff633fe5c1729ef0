"""Names of matrices that belong together: the channels of an image, `X[1]`, and the kernels of filters, `K[2, 1]`.

A family has a name and no value of its own; each of its members is a value whose name says its place, counted from 1.
"""

from collections.abc import Iterable, Mapping

from gen.algebra.expr import Atom, Expr, LocalDerivative, Partial, Size, Var

MemberPlace = tuple[int, ...]


def member(family: str, place: MemberPlace) -> str:
    """`K[2, 1]`."""
    return f"{family}[{', '.join(map(str, place))}]" if place else family


def family_of(name: str) -> str:
    """Of `K[2, 1]` it is K; a name that belongs to no family is its own."""
    return name.partition("[")[0]


def place_of(name: str) -> MemberPlace:
    """Of `K[2, 1]` it is (2, 1), and none of a name that belongs to no family."""
    inside = name.partition("[")[2].rstrip("]")
    return tuple(map(int, inside.split(","))) if inside else ()


def places_of(names: Iterable[str]) -> Mapping[str, list[MemberPlace]]:
    """The places of the members of each family among these names, in their order."""
    found: dict[str, list[MemberPlace]] = {}
    for name in dict.fromkeys(names):
        if place := place_of(name):
            found.setdefault(family_of(name), []).append(place)
    return found


def stands_for(text: str, e: Expr) -> bool:
    """Whether a name, or the name of a derivative, is that of a family, or of a part of one, to which a member belongs: `K` and `K[1]`
    stand for `K[1, 2]`, `dL/dK` for `dL/dK[1, 2]`; and Z for the size of each of its axes."""
    match e:
        case Var():
            return any(text == str(Var(part)) for part in _wholes(e))
        case Partial(of, wrt):
            return any(text == f"d{a}/d{b}" for a in (str(of), *_wholes(of)) for b in (str(wrt), *_wholes(wrt)) if f"d{a}/d{b}" != str(e))
        case Size(name, units=True):
            return text == name.partition("(")[0]
        case _:
            return False


def whole_of(atom: Atom) -> Atom | None:
    """The same of a whole family: `dL/dK` of `dL/dK[1, 2]`; None of what is of no member."""
    match atom:
        case Var(name) if place_of(name) and not atom.index:
            return Var(family_of(name))
        case Partial(of, wrt) if whole_of(wrt):
            return Partial(of, Var(family_of(wrt.name)))
        case LocalDerivative(fn, arg) if whole_of(arg):
            return LocalDerivative(fn, Var(family_of(arg.name)))
        case _:
            return None


def _wholes(var: Var) -> list[str]:
    """The family of a member and the parts of it that hold the member; none of an entry, and of what is no member."""
    place = () if var.index else place_of(var.name)
    return [member(family_of(var.name), place[:n]) for n in range(len(place))]
