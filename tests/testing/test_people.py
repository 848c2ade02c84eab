"""Every invented person is valid in every form."""

from datetime import date

from h5kit.carrier.passwords import is_weak
from h5kit.identity import id_card, is_person_name
from h5kit.testing.people import person_of

ALL = 21_000
"""After this many people the ID cards repeat."""
TODAY = date(2026, 11, 25)


def test_everybody_has_a_valid_name_and_id_card() -> None:
    for who in map(person_of, range(ALL)):
        assert is_person_name(who.name)
        assert id_card(who.id_card, TODAY) == who.id_card


def test_no_new_password_is_part_of_the_id_card() -> None:
    weak = [
        who
        for who in map(person_of, range(ALL))
        for password in (who.new_password, f"{who.new_password}89", who.service_password)
        if is_weak(password, who.id_card)
    ]
    assert weak == []
