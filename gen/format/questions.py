"""What an item asks, and under which assumptions."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial
from itertools import islice, product

from gen.algebra.expr import Var
from gen.format.literals import split
from gen.format.mapping_reader import Fields
from gen.format.parse import relation, variable
from gen.format.yamltree import Leaf
from gen.format.yamltree import Sequence as List
from gen.messages.errors import Fault, Faults
from gen.model.problem import Jacobian
from gen.model.queries import ClaimQuery, CountQuery, EigenQuery, GradientQuery, OpenQuery, Query, RolesQuery, ValueQuery
from gen.model.source import Relation, Text, Use

_ONE = {
    "count": ("an item has one count", "join them, count of W, V; or make two items of it"),
    "roles": ("an item names all gates in one line", "join them, roles of z, r"),
    "claim": ("an item has one claim", "make two items of it"),
}
MAX_ASKED = 100  # a list of values with respect to a list of others is soon long
_OF = re.compile(r"(?P<kind>value|gradient|jacobian|count|eigenvalues|roles)\s+of\s+(?P<of>.+?)(?:\s+wrt\s+(?P<wrt>.+))?", re.DOTALL)
_TWO = re.compile(r"(?P<one>[A-Za-z]\w*(\s*\[[^\]]*\])*)(\s+(and|und)\s+|\s*[;&]\s*|\s+)(?P<other>[A-Za-z]\w*)")
_ALL = re.compile(r"all(?P<by>\s+by\s+layer)?")
_CLAIM = re.compile(r"claim\s+(?P<claim>.+)", re.DOTALL)
_JACOBIAN = re.compile(r"jacobian\s+of\s+(?P<of>\S+)\s+wrt\s+(?P<wrt>\S+)")
_FORMS = (
    "write: value of h[2], h[3]; gradient of h[3] wrt V, x[1]; jacobian of h[3] wrt h[1]; count of W, V; "
    "eigenvalues of W; "
    "claim h[t] = h[t-1]; roles of g_1, g_2; or open; several as a list"
)


def names(fields: Fields, text: Text, timeless: Collection[str] = ()) -> list[Use]:
    """`V, W, x[1]`."""
    return [use for piece in split(text) if (use := fields.attempt(partial(_name, timeless=timeless), piece))]


def _name(text: Text, timeless: Collection[str] = ()) -> Use:
    """One name of a list. Raises Faults, also where no comma stands between two."""
    two = _TWO.match(text.value)
    if two:
        raise Faults(
            [Fault(text.at(two.start("other")), f"a comma is missing between '{two['one']}' and '{text.value[two.start('other') :]}'")]
        )
    return variable(text, timeless=timeless)


def asks_numbers(fields: Fields) -> bool:
    """Whether something is asked that needs a cell."""
    node = fields.nodes.get("ask")
    nodes = node.items if isinstance(node, List) else (node,)
    return any(isinstance(one, Leaf) and one.text.value != "open" for one in nodes)


def queries(fields: Fields, timeless: Collection[str]) -> tuple[Query, ...]:
    """The lines under `ask`: one text or a list of them. `timeless` are names of which `b[2]` is an entry."""
    result: list[Query] = []
    for text in _texts(fields, "ask"):
        result += _query(fields, text, timeless)
    if len(result) > MAX_ASKED:
        fields.fault(result[MAX_ASKED].where, f"an item asks for {MAX_ASKED} values and gradients at most")
    _check_different(fields, result[:MAX_ASKED])
    return tuple(result[:MAX_ASKED])


def _check_different(fields: Fields, asked: Sequence[Query]) -> None:
    """Nothing is asked twice, and there is one count, one claim and one model answer to an item, since each has steps of one name."""
    seen: set[object] = set()
    first: dict[str, object] = {}
    for query in asked:
        match query:
            case ValueQuery(of):
                what: object = of.var
            case GradientQuery(of, wrt):
                what = (of.var, wrt.var)
            case EigenQuery(of):
                what = (query.kind, of.var)
            case CountQuery(groups):
                what = (query.kind, query.by_layer, tuple(tuple(use.var for use in group) for group in groups))
            case ClaimQuery(statement):
                what = (query.kind, statement.left.expr, statement.sign, statement.right.expr)
            case RolesQuery(gates):
                what = (query.kind, tuple(use.var for use in gates))
            case OpenQuery():
                what = query.kind
        other = first.setdefault(query.kind, what)
        if what in seen:
            fields.fault(query.where, "this is asked twice")
        elif other != what and query.kind in _ONE:
            fields.fault(query.where, *_ONE[query.kind])
        seen.add(what)


def _texts(fields: Fields, key: str) -> list[Text]:
    """A text, or a list of texts."""
    node = fields.nodes.get(key)
    nodes = node.items if isinstance(node, List) else (node,) if node else ()
    if node and not nodes:
        fields.fault(node.where, f"'{key}' is an empty list")
    return [text for one in nodes if (text := fields.leaf(one, f"'{key}'"))]


def _query(fields: Fields, text: Text, timeless: Collection[str]) -> list[Query]:
    if text.value == "open":
        return [OpenQuery(text.where)]
    claim = _CLAIM.fullmatch(text.value)
    if claim:
        statement = fields.attempt(relation, text.part(*claim.span("claim")))
        return [ClaimQuery(statement, text.where)] if statement else []
    match = _OF.fullmatch(text.value)
    if not match or (match["kind"] in ("gradient", "jacobian")) != (match["wrt"] is not None):
        fields.fault(text.where, f"cannot tell what '{text.value}' asks", _FORMS)
        return []
    of = text.part(*match.span("of"))
    uses = names(fields, of, timeless) if match["kind"] != "count" else []
    match match["kind"]:
        case "count":
            return [_count(fields, of, text)]
        case "roles":
            _once(fields, uses)
            return [RolesQuery(tuple(uses), text.where)]
        case "eigenvalues":
            return [EigenQuery(use, use.where) for use in uses]
        case "value":
            return [ValueQuery(use, use.where) for use in uses]
        case _:
            wrts = names(fields, text.part(*match.span("wrt")), timeless)
            return [GradientQuery(use, wrt, wrt.where) for use, wrt in islice(product(uses, wrts), MAX_ASKED + 1)]


def _count(fields: Fields, of: Text, text: Text) -> CountQuery:
    """`W, V, b`, or groups such as `W_i + b_i, W_f + b_f`, or `all`, or `all by layer`."""
    everything = _ALL.fullmatch(of.value)
    if everything:
        return CountQuery((), text.where, by_layer=everything["by"] is not None)
    groups = [[use for name in split(group, "+") if (use := fields.attempt(_name, name))] for group in split(of)]
    uses = [use for group in groups for use in group]
    for use in uses:
        if use.var.time is not None or use.var.index:
            fields.fault(use.where, f"'{use.var.name}' has {'an index' if use.var.index else 'a time'} and is no parameter")
    _once(fields, uses)
    return CountQuery(tuple(map(tuple, groups)), text.where)


def _once(fields: Fields, uses: list[Use]) -> None:
    seen: set[Var] = set()
    for use in uses:
        if use.var in seen:
            fields.fault(use.where, f"'{use.var.name}' is asked twice")
        seen.add(use.var)


def relations(fields: Fields, key: str, read: Callable[[Text], Relation]) -> tuple[Relation, ...]:
    """Equations, inequalities or premises, separated by commas."""
    text = fields.text(key)
    return tuple(found for piece in split(text) if (found := fields.attempt(read, piece))) if text else ()


def jacobians(fields: Fields) -> tuple[Jacobian, ...]:
    """`jacobian of A[t] wrt A[1]`: what is derived beside a model answer."""
    return tuple(found for text in _texts(fields, "derive") if (found := fields.attempt(_jacobian, text)))


def _jacobian(text: Text) -> Jacobian:
    match = _JACOBIAN.fullmatch(text.value)
    if not match:
        raise Faults([Fault(text.where, f"cannot tell what to derive from '{text.value}'", "write: jacobian of A[t] wrt A[1]")])
    return Jacobian(variable(text.part(*match.span("of"))), variable(text.part(*match.span("wrt"))))
