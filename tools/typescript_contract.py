"""Everything that page objects need to know about the pages, derived from the code.

tools/npm_package.py writes it into the npm package, for the page objects in TypeScript.
"""

import itertools
from collections.abc import Sequence
from typing import Any

from h5kit import __version__
from h5kit.carrier.numbering import Carrier, prefixes, sample_number
from h5kit.carrier.sandbox.numbers import is_usual
from h5kit.challenges import EVERYTHING, FIELDS
from h5kit.flow.states import State
from h5kit.steps import forgot, phone, verify
from h5kit.steps.basic_info import BasicInfoForm
from h5kit.steps.fields import StepForm
from h5kit.steps.reset_contacts import ResetContactsForm
from h5kit.steps.reset_identity import ResetIdentityForm
from h5kit.steps.reset_password import ResetPasswordForm
from h5kit.steps.reset_sms import ResetSmsForm
from h5kit.testing.cases import messages, scenarios
from h5kit.testing.endings import LOGIN, RESET, ending
from h5kit.testing.numbers import regions
from h5kit.testing.pages.steps import STEPS
from h5kit.testing.people import HOME, person_of
from h5kit.testing.words import Words, translations

FORMS: dict[State, type[StepForm]] = {
    State.BASIC_INFO: BasicInfoForm,
    State.PHONE: phone.form_class(EVERYTHING),
    State.VERIFY: verify.form_class(EVERYTHING),
    State.FORGOT: forgot.UnknownNumberForm,
    State.RESET_IDENTITY: ResetIdentityForm,
    State.RESET_LOGIN_SMS: ResetSmsForm,
    State.RESET_SMS: ResetSmsForm,
    State.RESET_CONTACTS: ResetContactsForm,
    State.RESET_PASSWORD: ResetPasswordForm,
}
"""The form of each step, with every field that it can have."""

PATTERNS = ("90", "91", "92", "93")
CARRIERS = (Carrier.MOBILE, Carrier.UNICOM, Carrier.TELECOM)
RUNS, PEOPLE = 3, 24


def contract() -> dict[str, Any]:
    """Return steps, fields, words, messages, scenarios, and invented numbers and people."""
    return {
        "version": __version__,
        "steps": {step.name: _step(step.name, step.button) for step in STEPS},
        "words": {word.name.lower(): word.value for word in Words},
        "translations": {text: translations(text) for text in (*Words, *(s.button for s in STEPS))},
        "messages": [
            {
                "code": m.code,
                "text": m.text,
                "english": m.english,
                "recoveries": m.recoveries,
                "scenario": m.scenario,
            }
            for m in messages()
        ],
        "scenarios": [_scenario(row.last_four, row.title, row.english) for row in scenarios()],
        "patterns": {kind: {"resets": ending(f"{kind}27").resets} for kind in PATTERNS},
        "asked": [*LOGIN, *RESET],
        "answers": {one.name: one.right for one in FIELDS if one.right},
        "blocks": {carrier.value: _blocks(carrier) for carrier in CARRIERS},
        "ruled": {carrier.value: _ruled(carrier) for carrier in CARRIERS},
        "people": [_person(n) for n in range(PEOPLE)],
        "home": HOME,
    }


def _step(name: str, button: str) -> dict[str, Any]:
    form = FORMS.get(State(name))
    fields = {f.name: f.label.text for f in form().fields} if form else {}
    return {"button": button, "fields": fields}


def _scenario(last_four: str, title: str, english: str) -> dict[str, Any]:
    end = ending(last_four)
    return {
        "last_four": last_four,
        "title": title,
        "english": english,
        "message": end.message,
        "resets": end.resets,
    }


def _blocks(carrier: Carrier) -> dict[str, list[str]]:
    """Return the longest ranges of prefixes of each region; `1340001+100` is 100 prefixes."""
    return {region: _runs(prefixes(carrier, region)) for region in regions()}


def _runs(found: Sequence[str]) -> list[str]:
    # Within a range, block and list position grow by the same amount.
    places = itertools.groupby(enumerate(map(int, found)), lambda pair: pair[1] - pair[0])
    runs = [[block for _, block in run] for _, run in places]
    longest = sorted(runs, key=lambda run: (-len(run), run[0]))[:RUNS]
    return [f"{run[0]}+{len(run)}" for run in longest]


def _ruled(carrier: Carrier) -> list[str]:
    """Return the regions with reset rules of their own."""
    return [name for name in regions() if not is_usual(sample_number("0000", 0, carrier, name))]


def _person(n: int) -> dict[str, str]:
    who = person_of(n)
    return {
        "name": who.name,
        "id_card": who.id_card,
        "service_password": who.service_password,
        "new_password": who.new_password,
        "contact": who.contact,
    }
