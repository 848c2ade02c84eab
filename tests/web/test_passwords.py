"""Password rules, and that checking an unknown user's password takes as long."""

import asyncio

import pytest

from h5kit.web.site.passwords import LONGEST, Passwords, fault, quick_hash

GOOD = "korrekt-pferd-9"


def test_a_weak_password_is_refused(subtests: pytest.Subtests) -> None:
    for password in [
        "",
        "vD7-kq2_PzL",
        "a" * 40,
        "password1234",
        "passwordpassword",
        "qwertyuiop12",
        "123456789012",
        "abcdefghijklmn",
        GOOD * LONGEST,
        "12341234abab",
        "my-anna-word-7",
    ]:
        with subtests.test(password=password):
            assert fault(password, "anna")


def test_a_strong_password_is_accepted(subtests: pytest.Subtests) -> None:
    for password in [GOOD, "云朵 在 西湖 上面 慢慢 走", "vD7-kq2_PzLw"]:
        with subtests.test(password=password):
            assert fault(password, "anna") == ""


def test_only_the_right_password_is_accepted() -> None:
    passwords = Passwords()

    async def main() -> list[bool]:
        kept = quick_hash(GOOD)
        tries = [(kept, GOOD), (kept, GOOD + "x"), (None, GOOD), (None, "nobody's"), ("x", GOOD)]
        return [await passwords.is_right(*given) for given in tries]

    assert asyncio.run(main()) == [True, False, False, False, False]


def test_an_unknown_users_password_is_hashed_with_the_same_cost() -> None:
    passwords = Passwords()
    asyncio.run(passwords.is_right(None, GOOD))
    assert passwords._nobodys.split("$")[:4] == passwords.hash(GOOD).split("$")[:4]


def test_a_hash_does_not_contain_the_password() -> None:
    kept = Passwords().hash(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert kept != Passwords().hash(GOOD)
