"""How many examples a property is tried on."""

from hypothesis import settings


def quick(examples: int) -> settings:
    """Settings of a property: so many examples, always the same; with the profile `fuzz` 60 times as many, by its seed."""
    fuzz = settings.get_current_profile_name() == "fuzz"
    return settings(max_examples=examples * 60 if fuzz else examples, deadline=None, derandomize=not fuzz)
