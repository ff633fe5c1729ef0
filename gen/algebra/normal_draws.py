"""Normal numbers of a word of a stream, rounded to so many decimals: specified by the distribution function alone, so the same in years.

A word w of 64 bits stands for u = (2w + 1)/2^65, which lies between 0 and 1, and for the number x at which the distribution function with
this mean and standard deviation is u. x is rounded half up. What is found with floats is a guess; that x is rounded to k/10^digits is
decided by the distribution function, in 60 digits, at both sides of it.
"""

from fractions import Fraction
from statistics import NormalDist

from gen.algebra.numbers import normal_distribution, precision, to_decimal
from gen.algebra.random_stream import WORD

DIGITS = 60


def normal(word: int, mean: Fraction, deviation: Fraction, digits: int) -> Fraction:
    """The number of a word, a multiple of 1/10^digits. `deviation` is positive."""
    grid = 10**digits
    u = Fraction(2 * word + 1, 2 * WORD)
    # Beyond the middle from the other side, where a float still tells u from 1.
    z = NormalDist().inv_cdf(float(min(u, 1 - u))) * (1 if 2 * u < 1 else -1)
    k = round((mean + deviation * Fraction(z)) * grid)

    def below(edge: int) -> bool:
        """Whether x lies below (edge - 1/2)/10^digits."""
        with precision(DIGITS):
            return to_decimal(u) < to_decimal(normal_distribution((Fraction(2 * edge - 1, 2 * grid) - mean) / deviation))

    while below(k):
        k -= 1
    while not below(k + 1):
        k += 1
    return Fraction(k, grid)
