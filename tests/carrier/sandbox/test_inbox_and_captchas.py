"""The sandbox's SMS inbox and captcha images."""

import io
from itertools import pairwise

from PIL import Image

from h5kit.carrier.sandbox.call_counter import CallCounter
from h5kit.carrier.sandbox.captchas import ALPHABET, Captchas
from h5kit.carrier.sandbox.inbox import MOST_EACH, MOST_NUMBERS, Inbox
from h5kit.testing.people import number
from tests.carrier.sandbox.caller import Caller


def test_an_sms_has_the_documented_keys_and_a_realistic_text(caller: Caller) -> None:
    caller.begin("1001")
    (sms,) = caller.gateway.inbox(caller.tel)
    told = sms.to_json()
    assert list(told) == ["tel", "text", "code", "kind", "sent_at"]
    assert (told["tel"], told["kind"], told["code"]) == (caller.tel, "login", sms.code)
    assert len(sms.code) == 6
    assert sms.code.isdecimal()
    assert sms.code in sms.text
    assert "60秒" in sms.text


def test_the_newest_sms_comes_first(caller: Caller) -> None:
    caller.begin("2003")
    for _ in range(2):
        caller.submit()
        caller.clock.advance(7)
    kinds = [sms.kind for sms in caller.gateway.inbox(caller.tel)]
    times = [sms.sent_at for sms in caller.gateway.inbox(caller.tel)]
    assert kinds == ["verify", "verify"]
    assert all(newer - older >= 7 for newer, older in pairwise(times))


def test_an_inbox_has_only_the_sms_of_its_number(caller: Caller) -> None:
    caller.begin("1001")
    assert caller.gateway.inbox(number("1001")) == []


def test_the_inbox_keeps_the_latest_of_the_latest_numbers() -> None:
    inbox = Inbox()
    codes = [inbox.send("first", "login", 0.0, 60) for _ in range(MOST_EACH + 1)]
    assert [sms.code for sms in inbox.of("first")] == codes[:0:-1]
    for serial in range(MOST_NUMBERS):
        inbox.send(str(serial), "login", 0.0, 60)
    assert inbox.of("first") == []
    assert inbox.of("0")


def test_a_tally_drops_the_entry_without_activity_for_the_longest_time() -> None:
    tally = CallCounter(2)
    for key in ("a", "b", "a", "c"):
        tally.add(key)
    assert [tally[key] for key in "abc"] == [2, 0, 1]


def test_a_captcha_is_small_and_has_twice_its_size_on_the_page() -> None:
    captchas = Captchas()
    for _ in range(20):
        word, picture = captchas.new()
        with Image.open(io.BytesIO(picture)) as image:
            assert (image.size, image.format, image.mode) == ((240, 88), "PNG", "P")
            assert 2 <= len(image.getcolors() or []) <= 8
        assert len(picture) <= 2600
        assert len(word) == 4


def test_a_captcha_is_dark_on_light() -> None:
    _, picture = Captchas().new()
    with Image.open(io.BytesIO(picture)) as image:
        grey = image.convert("L")
    low, high = grey.getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    assert low < 40
    assert high > 240
    assert grey.getpixel((0, 0)) == high


def test_captcha_words_have_no_confusable_characters() -> None:
    for alike in ("0OQD", "1IL", "2Z", "5S", "6G", "8B", "9G", "UV"):
        assert len(set(alike) & set(ALPHABET)) <= 1
    assert not set("0O1I2Z5S8BUV") & set(ALPHABET)


def test_the_same_seed_gives_the_same_words() -> None:
    def words(seed: int | None) -> list[str]:
        captchas = Captchas(seed)
        return [captchas.new()[0] for _ in range(5)]

    assert words(7) == words(7)
    assert words(None) != words(None)
