"""WTForms fields of the steps: what the page prints and what the server checks, said once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from wtforms import Field, Form

from h5kit.challenges import FIELD_OF, Control, ControlKind
from h5kit.languages import SOURCE, Language
from h5kit.messages import CatalogueRow, Message


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A message of the catalogue at a field (or at the page, `field` None).

    `beside` is what the page's language says beside the exact text.
    """

    code: Message
    field: str | None = None
    contact: int | None = None
    beside: str = ""

    @property
    def text(self) -> str:
        """The exact text; `N` of messages 10-15 is the contact's number."""
        return self.code.text(self.contact)

    @property
    def row(self) -> CatalogueRow:
        """The catalogue's row: English text, severity, recoveries."""
        return self.code.row


INPUT_TYPES = {ControlKind.PASSWORD: "password", ControlKind.TEL: "tel"}
PLAIN_TYPING = Markup(' autocapitalize="off" spellcheck="false"')
AS_IT_IS_TYPED = frozenset({ControlKind.PASSWORD, ControlKind.SMS, ControlKind.CAPTCHA})


@lru_cache(maxsize=1024)
def _attributes(control: Control, language: Language) -> Markup:
    """Return the attributes of an `<input>` that are the same on every page of a language."""
    if control.kind in {ControlKind.SELECT, ControlKind.CHECKBOX}:
        return Markup()
    pairs = {
        "type": INPUT_TYPES.get(control.kind, "text"),
        "placeholder": language.text(control.placeholder),
        "inputmode": control.inputmode,
        "autocomplete": control.autocomplete,
        "maxlength": str(control.maxlength or ""),
    }
    made = Markup(" ").join(Markup('{}="{}"').format(k, v) for k, v in pairs.items() if v)
    return made + PLAIN_TYPING if control.kind in AS_IT_IS_TYPED else made


Check = Callable[["StepForm", "StepField"], Message | None]


class StepField(Field):
    """One field of a step: folded text, checked by functions that return a message."""

    def __init__(
        self,
        label: str,
        control: Control,
        *checks: Check,
        fold: Callable[[str], str] = str.strip,
        contact: int | None = None,
        keep_as: str | None = None,
        **wtforms: Any,
    ) -> None:
        """Declare the field; `contact` is the N of messages 10-15, and `%(n)s` of the label.

        `keep_as` is the draft's name for what is typed: its own where nothing is said, "" for
        what isn't kept. A secret never is.
        """
        super().__init__(label % {"n": contact}, **wtforms)
        self.label_source = label
        self.control = control
        self.checks = checks
        self.fold = fold
        self.contact = contact
        self.keep_as = "" if control.is_secret else keep_as
        self.data: str = ""
        self.errors: tuple[Any, ...] = ()
        self.hint = ""
        self.is_readonly = False
        self.is_optional = False
        self.is_first = False
        self.options: Sequence[tuple[str, str]] = ()
        self.attributes = _attributes(control, SOURCE)
        self.placeholder = control.placeholder

    def process(
        self,
        formdata: Any,
        data: Any = "",
        extra_filters: Any = None,  # noqa: ARG002
    ) -> None:
        """Take the text of the form when there is one, else what the flow already knows."""
        if formdata is not None and not self.is_readonly:
            values = formdata.getlist(self.name)
            self.data = self.fold(values[0]) if values else ""
        else:
            self.data = data if isinstance(data, str) else ""

    def validate(self, form: Any, extra_validators: Iterable[Any] = ()) -> bool:  # noqa: ARG002
        """Run the checks until one answers with a message; keep it as the field's fault."""
        for check in self.checks:
            message = check(form, self)
            if message is not None:
                self.errors = (FieldFault(message, self.name, self.contact),)
                return False
        self.errors = ()
        return True

    def put(self, fault: FieldFault) -> None:
        """Show a fault that did not come from the field's own checks."""
        self.errors = (*self.errors, fault)

    def speak(self, language: Language) -> None:
        """Put all that the page prints of the field into another language; values stay."""
        self.attributes = _attributes(self.control, language)
        if self.control.kind is ControlKind.SELECT:
            self.placeholder = language.text(self.control.placeholder)
        self.label.text = language.fill(self.label_source, n=self.contact)
        self.options = [(value, language.text(words)) for value, words in self.options]
        self.errors = tuple(
            replace(fault, beside=language.beside(fault.code, fault.contact))
            for fault in self.errors
        )

    @property
    def draft_name(self) -> str:
        """The draft's name for what is typed, "" for what isn't kept."""
        return self.name if self.keep_as is None else self.keep_as

    @property
    def value(self) -> str:
        """What may be sent back to the browser: nothing of a secret field."""
        return "" if self.control.is_secret else self.data


class FormData(dict[str, str]):
    """The fields of a form, each given once, in the shape that WTForms reads."""

    def getlist(self, name: str) -> list[str]:
        """Return the field's value as a list of one, empty when it wasn't sent."""
        return [self[name]] if name in self else []


class StepForm(Form):
    """The form of a step; its fields are `StepField`s in the order of the page.

    `today` is the day in Shanghai that birthdays are checked against; `digits` tells the lengths
    that a number's service password may have, `usual_digits` those of the carrier that its prefix
    names. A guessed carrier changes only the message; validation uses confirmed carriers.
    """

    today: date = date.max
    digits: Callable[[str], tuple[int, ...]] = staticmethod(lambda _: (6,))
    usual_digits: Callable[[str], tuple[int, ...]] = staticmethod(lambda _: (6,))

    _fields: dict[str, StepField]  # type: ignore[assignment]  # all our fields are StepFields

    def __getitem__(self, name: str) -> StepField:
        """Return a field by its name; raises KeyError for one that the form doesn't have."""
        return self._fields[name]

    @property
    def fields(self) -> list[StepField]:
        """The fields in the order of the page."""
        return list(self._fields.values())

    @property
    def challenges(self) -> list[StepField]:
        """Those of the fields that answer what a carrier asks."""
        return [field for field in self._fields.values() if field.name in FIELD_OF]

    def speak(self, language: Language) -> None:
        """Put all that the page prints of the form into a language; to be called last."""
        if not language.is_source:
            for field in self._fields.values():
                field.speak(language)

    def mark_first_fault(self) -> None:
        """Mark the first faulty field, so that the page puts the focus there."""
        for field in self._fields.values():
            if field.errors:
                field.is_first = True
                return

    @property
    def faults(self) -> list[FieldFault]:
        """All faults at fields, in the order of the page."""
        return [fault for field in self._fields.values() for fault in field.errors]

    def draft(self) -> dict[str, str]:
        """The values that may be kept and shown again, by the draft's names."""
        return {f.draft_name: f.data for f in self._fields.values() if f.draft_name and f.data}

    def draft_names(self) -> set[str]:
        """The draft's names of all that this form keeps."""
        return {f.draft_name for f in self._fields.values()}
