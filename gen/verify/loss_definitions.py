"""Losses and what courses measure of distributions, each by its definition, as `array_definitions` has those of other functions."""

from collections.abc import Callable, Mapping
from typing import Any

from gen.messages.errors import VerificationError
from gen.verify.array_arithmetic import ArrayArithmetic, ArrayDefinition, Matrix, broadcast, flattened, mean, over_others, pairs, vector


def _spread(*grids: Matrix) -> list[tuple[Any, ...]]:
    """The entries of arrays of one shape, where a number goes with every entry."""
    if len({(len(g), len(g[0])) for g in grids} - {(1, 1)}) > 1:
        raise VerificationError("entries of different shapes do not go together")
    return list(zip(*map(flattened, broadcast(grids)), strict=True))


def _mean_of_pairs(term: Callable[[ArrayArithmetic, Any, Any], Any]) -> Callable[..., Any]:
    return lambda f, a, b: mean(f, [term(f, x, y) for x, y in pairs(a, b)])


def _bce(f: ArrayArithmetic, p: Any, y: Any) -> Any:
    return -(f.times_log(y, p) + f.times_log(1 - y, 1 - p))


def _bce_logits(f: ArrayArithmetic, z: Any, y: Any) -> Any:
    """-y log(1/(1 + e^-z)) - (1 - y) log(1/(1 + e^z))."""
    return y * f.log1p(f.exp(-z)) + (1 - y) * f.log1p(f.exp(z))


def _cross_entropy_logits(f: ArrayArithmetic, o: Matrix, y: Matrix) -> Any:
    """The logarithm of a softmax is -log(1 + the sum of e^(o_j - o_i) over the others)."""
    return f.total([b * a for a, b in pairs(over_others(f, o, f.log1p), y)])


def _nll(f: ArrayArithmetic, p: Matrix, k: Matrix) -> Any:
    return -f.total([f.times_log(f.equals(k[0][0], i), x) for i, x in enumerate(vector(p), 1)])


def _kl_normal(f: ArrayArithmetic, *args: Matrix) -> Any:
    """From N(mu, sigma^2) to N(m, s^2), or to the standard normal: log(s/sigma) + (sigma^2 + (mu - m)^2)/(2 s^2) - 1/2."""
    if len(args) not in (2, 4):
        raise VerificationError(f"a divergence of {len(args)} values")
    terms = [(mu, sigma, *(other or (f.number(0), f.number(1)))) for mu, sigma, *other in _spread(*args)]
    return f.total([f.log(s / sigma) + (sigma**2 + (mu - m) ** 2) / (2 * s**2) - f.number(1) / 2 for mu, sigma, m, s in terms])


def _log_density(f: ArrayArithmetic, x: Matrix, mu: Matrix, sigma: Matrix) -> Any:
    return f.total([f.log(f.density((a - m) / s) / s) for a, m, s in _spread(x, mu, sigma)])


def _cosine_similarity(f: ArrayArithmetic, a: Matrix, b: Matrix) -> Any:
    whole = f.total([x * y for x, y in pairs(a, b)])
    return whole / (f.sqrt(f.total([x**2 for x in vector(a)])) * f.sqrt(f.total([y**2 for y in vector(b)])))


def _huber(f: ArrayArithmetic, a: Matrix, b: Matrix, *delta: Matrix) -> Any:
    """With c, the error held between -delta and delta: c times the error, less c^2/2."""
    most = delta[0][0][0] if delta else f.number(1)
    errors = [x - y for x, y in pairs(a, b)]
    held = [f.extreme("max", [-most, f.extreme("min", [error, most])]) for error in errors]
    return mean(f, [c * error - c**2 / 2 for c, error in zip(held, errors, strict=True)])


LOSS_DEFINITIONS: Mapping[str, ArrayDefinition] = {
    "bce": ArrayDefinition(r"\operatorname{BCE}", _mean_of_pairs(_bce)),
    "bce_logits": ArrayDefinition("", _mean_of_pairs(_bce_logits)),
    "cross_entropy_logits": ArrayDefinition("", _cross_entropy_logits),
    "nll": ArrayDefinition(r"\operatorname{NLL}", _nll),
    "entropy": ArrayDefinition(r"\operatorname{H}", lambda f, p: -f.total([f.times_log(x, x) for x in vector(p)])),
    "kl": ArrayDefinition(
        r"\operatorname{KL}", lambda f, p, q: f.total([f.times_log(x, x) - f.times_log(x, y) for x, y in pairs(p, q)]), between="∥"
    ),
    "kl_normal": ArrayDefinition(r"\operatorname{KL}_{\mathcal{N}}", _kl_normal),
    "log_density": ArrayDefinition(r"\ln\mathcal{N}", _log_density),
    "cosine_similarity": ArrayDefinition(r"\operatorname{sim}", _cosine_similarity),
    "huber": ArrayDefinition(r"\operatorname{Huber}", _huber),
}
