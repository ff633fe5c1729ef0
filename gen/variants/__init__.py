"""Other numbers for a problem: what varies, which draws are good, how many there are, and variant files."""

from gen.variants.acceptance import SAME, Acceptance
from gen.variants.census import census_text
from gen.variants.features import features_in
from gen.variants.leftover_results import leftover_results
from gen.variants.search import find
from gen.variants.variant_file import (
    Variant,
    acceptances,
    constant_text,
    draw,
    of_seed,
    read_variant,
    variant_of,
    variant_record,
    variant_text,
    with_variant,
)
from gen.variants.variation import FEATURES, Draw, Feature
from gen.variants.variation_file import load_variation

__all__ = [
    "FEATURES",  # what all variants share
    "SAME",  # what a variant has as many of as the author's numbers
    "Acceptance",  # tells good draws from others
    "Draw",  # what was drawn for the choices of a group
    "Feature",  # the name of one of these
    "Variant",  # a variant of an exam by its draws
    "acceptances",  # what accepts the draws of each problem
    "census_text",  # how many variants there are, and what each requirement removes
    "constant_text",  # which problems are the same for every seed
    "draw",  # the variant of a seed
    "features_in",  # what a derivation has in common with those of other variants
    "find",  # the draw of a seed
    "leftover_results",  # numbers in texts that stand there for a result
    "load_variation",  # what a problem file says of its variants
    "of_seed",  # an exam with the numbers of a seed
    "read_variant",  # the outline of a variant file
    "variant_of",  # the variant that a file states
    "variant_record",  # the variant that a certificate tells of
    "variant_text",  # the file of a variant
    "with_variant",  # an exam with the numbers of a variant
]
