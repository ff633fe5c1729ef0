"""Premises of a case, and conditions on eigenvalues: matrix equations, and families that stand for them."""

import re
from dataclasses import replace
from fractions import Fraction

from gen.algebra.expr import Call, Div, Expr, Neg, Num, Var
from gen.messages.errors import InputError, InputErrors
from gen.model.source import Relation, Text
from gen.syntax.parse import expression, relation

FAMILIES = {
    "orthogonal": "A.T @ A = I",
    "symmetric": "A.T = A",
    "skew_symmetric": "A.T = -A",
    "idempotent": "A @ A = A",
    "involutory": "A @ A = I",
    "diagonal": "A = diag(A)",
}
"""Each family by its defining equation; `diag(A)` is A with everything off its diagonal set to 0."""

MATRIX_FUNCTIONS = {**dict.fromkeys(FAMILIES, 1), "eig": 1, "maxabs": 1, "diag": 1, "transpose": 1}


def constant_of(e: Expr) -> Fraction | None:
    """The value of a number such as 1, -2 or 1/2."""
    match e:
        case Num(value):
            return value
        case Neg(arg):
            inner = constant_of(arg)
            return None if inner is None else -inner
        case Div(top, bottom):
            a, b = constant_of(top), constant_of(bottom)
            return None if a is None or not b else a / b
    return None


def premise(text: Text) -> Relation:
    """`orthogonal(Q)` as its defining equation, or an equation as it stands. Raises InputErrors."""
    family = re.fullmatch(r"(\w+)\(\s*([A-Za-z]\w*)\s*\)", text.value)
    if family and family[1] in FAMILIES:
        use = expression(text, MATRIX_FUNCTIONS).uses[0]
        definition = re.sub(r"\bA\b", use.var.name, FAMILIES[family[1]])
        return replace(relation(Text(definition, text.where), MATRIX_FUNCTIONS), text=text.value)
    found = relation(text, MATRIX_FUNCTIONS)
    if found.sign != "=":
        raise InputErrors(
            [InputError(text.where, f"a premise is an equation or a family, found '{text.value}'", f"families: {', '.join(FAMILIES)}")]
        )
    return found


def matrix_of(condition: Relation) -> str | None:
    """The matrix that a condition speaks of, if it has the form maxabs(eig(A)) against a number."""
    match condition.left.expr:
        case Call("maxabs", (Call("eig", (Var(name),)),)) if constant_of(condition.right.expr) is not None:
            return name
    return None
