"""The unified social credit code of a body (GB 32100-2015): eighteen characters, the last one a check."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# The organisation code inside (characters 9 to 17) has a check of its own and knows all letters.
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(body: str) -> str:
    """The eighteenth character for the first seventeen. The outer remainder matters when the sum divides by 31."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def organisation_check_digit(body: str) -> str:
    """The ninth character of an organisation code (GB 11714) for its first eight."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, INNER_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check(code: str) -> bool:
    """Whether the code is well formed and its check character right; first letters such as N, A or Y are legal."""
    if len(code) != 18 or not set(code) <= set(ALPHABET):
        return False
    return code[-1] == check_digit(code[:-1])
