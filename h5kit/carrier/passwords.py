"""Which new service passwords are too simple: the four rules of the reset page (三.2.3)."""

SIX = 6
UP = "0123456789"
DOWN = UP[::-1]


def is_weak(password: str, *others: str) -> bool:
    """Say whether a password of digits is too simple.

    It is one digit repeated (888888), a run up or down (123456), or has six digits in a row that
    stand so in one of the `others`: the ID card, the phone number.
    """
    is_one_digit = len(set(password)) == 1
    return is_one_digit or password in UP or password in DOWN or _is_in(password, others)


def _is_in(password: str, others: tuple[str, ...]) -> bool:
    sixes = [password[i : i + SIX] for i in range(len(password) - SIX + 1)]
    return any(six in other for six in sixes for other in others)
