"""A script with short names does what it did: each sample is run as it is and shortened."""

import pytest
from playwright.sync_api import Page

from h5kit.web.http.minify import minify_js

SAMPLES = {
    "a name of an outer function is kept apart": """
      (function () {
        var outer = 1;
        function add(first, second) { var sum = first + second + outer; return sum; }
        return function (first) { var outer = 5; return add(first, outer); }(2);
      })()
    """,
    "a name of the page is kept apart": """
      (function (d) {
        var n = d.title.length, a = typeof b, o = window.n;
        return [n, a, o, isNaN(n)];
      })(document)
    """,
    "a property is no name": """
      (function () {
        var length = {first: 1, second: {length: 2}};
        length.first += length.second.length;
        return [length.first, 'length'.length];
      })()
    """,
    "what is caught, and a function that is used before it stands": """
      (function () {
        try { fail('it\\'s: var x'); } catch (fault) { return later(fault); }
        function fail(words) { throw words; }
        function later(fault) { var text = fault + '!'; return text; }
      })()
    """,
    "siblings may have the same names": """
      (function () {
        var told = [];
        [1, 2].forEach(function (item, at) { told.push(item * at); });
        [3].forEach(function (other) { var item = other; told.push(item); });
        return told;
      })()
    """,
    "more names than letters": "(function () {"
    + "".join(f"var name{n} = {n};" for n in range(120))
    + "return "
    + " + ".join(f"name{n}" for n in range(120))
    + ";})()",
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_a_shortened_script_does_what_it_did(page: Page, sample: str) -> None:
    small = minify_js(sample)
    assert len(small) < len(sample)
    assert page.evaluate(small) == page.evaluate(sample)
