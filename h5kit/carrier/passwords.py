"""Which new service passwords are too simple: the four rules of the reset page.

Source, section 三.2.3: resetting a service password.
"""

SIX = 6
UP = "0123456789"
DOWN = UP[::-1]


def is_weak(password: str, *others: str) -> bool:
    """Return whether a password of digits is too simple.

    It is too simple if it repeats one digit (888888), counts up or down (123456), or contains six
    consecutive digits of one of the `others`: the ID card or the phone number.
    """
    is_one_digit = len(set(password)) == 1
    return is_one_digit or password in UP or password in DOWN or _is_in(password, others)


def _is_in(password: str, others: tuple[str, ...]) -> bool:
    sixes = [password[i : i + SIX] for i in range(len(password) - SIX + 1)]
    return any(six in other for six in sixes for other in others)
