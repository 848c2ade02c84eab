"""WTForms fields and forms of the steps; one declaration serves the page and the validation."""

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
from h5kit.text import clean


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A message of the catalogue at a field, or at the top of the page if `field` is None.

    `contact` is the number of the emergency contact that the text names. `translation` is the text
    in the page's language, "" if that is the source language; the page prints it with the exact
    text.
    """

    code: Message
    field: str | None = None
    contact: int | None = None
    translation: str = ""

    @property
    def text(self) -> str:
        """The exact text; in messages 10-15 the contact's number replaces `N`."""
        return self.code.text(self.contact)

    @property
    def row(self) -> CatalogueRow:
        """The catalogue's row: English text, severity, recoveries."""
        return self.code.row


INPUT_TYPES = {ControlKind.PASSWORD: "password", ControlKind.TEL: "tel"}
CHOSEN_KINDS = frozenset({ControlKind.SELECT, ControlKind.CHECKBOX})
"""The kinds of controls that nobody types into."""
KEPT_FROM_MANAGERS = Markup(
    ' data-1p-ignore data-lpignore="true" data-bwignore data-form-type="other"'
)
"""What 1Password, LastPass, Bitwarden and Dashlane heed on a field that isn't theirs."""


@lru_cache(maxsize=1024)
def _attributes(control: Control, language: Language) -> Markup:
    """Return a control's attributes that depend only on itself and the language.

    Nothing is corrected or sent to a spelling service; browsers never do that to `type=tel`.
    """
    if control.kind in CHOSEN_KINDS:
        is_filled = control.autocomplete != "off"
        return Markup('autocomplete="{}"').format(control.autocomplete) if is_filled else Markup()
    kind = INPUT_TYPES.get(control.kind, "text")
    pairs = {
        "type": kind,
        "placeholder": language.text(control.placeholder),
        "inputmode": control.inputmode,
        "autocomplete": control.autocomplete,
        "autocapitalize": control.autocapitalize if kind == "text" else "",
        "autocorrect": "off" if kind == "text" else "",
        "spellcheck": "" if kind == "tel" else "false",
    }
    attributes = Markup(" ").join(Markup('{}="{}"').format(k, v) for k, v in pairs.items() if v)
    return attributes + KEPT_FROM_MANAGERS if control.is_kept_from_managers else attributes


Check = Callable[["StepForm", "StepField"], Message | None]


class StepField(Field):
    """One text field of a step; `fold` normalizes its value, and its checks return messages."""

    def __init__(
        self,
        label: str,
        control: Control,
        *checks: Check,
        fold: Callable[[str], str] = clean,
        contact: int | None = None,
        keep_as: str | None = None,
        **wtforms: Any,
    ) -> None:
        """Declare the field.

        `contact` is the number that replaces `N` in messages 10-15 and `%(n)s` in the label.
        `keep_as` is the draft name of the value: None for the field's own name, "" to keep it out
        of the draft. The value of a secret field is never in the draft.
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
        self.is_first_fault = False
        self.is_last_typed = False
        self.options: Sequence[tuple[str, str]] = ()
        self.attributes = _attributes(control, SOURCE)
        self.placeholder = control.placeholder

    def process(
        self,
        formdata: Any,
        data: Any = "",
        extra_filters: Any = None,  # noqa: ARG002
    ) -> None:
        """Set the value from the posted form if there is one, else from `data`, the flow's value.

        A read-only field ignores the form.
        """
        if formdata is not None and not self.is_readonly:
            values = formdata.getlist(self.name)
            self.data = self.fold(values[0]) if values else ""
        else:
            self.data = data if isinstance(data, str) else ""

    def validate(self, form: Any, extra_validators: Iterable[Any] = ()) -> bool:  # noqa: ARG002
        """Run the checks until one fails, and set its message as the field's fault."""
        for check in self.checks:
            message = check(form, self)
            if message is not None:
                self.errors = (FieldFault(message, self.name, self.contact),)
                return False
        self.errors = ()
        return True

    def add_fault(self, fault: FieldFault) -> None:
        """Add a fault that isn't the result of the field's own checks."""
        self.errors = (*self.errors, fault)

    def translate(self, language: Language) -> None:
        """Translate label, placeholder, options and faults to a language other than the source's.

        The value stays as it is.
        """
        self.attributes = _attributes(self.control, language)
        if self.control.kind is ControlKind.SELECT:
            self.placeholder = language.text(self.control.placeholder)
        self.label.text = language.fill(self.label_source, n=self.contact)
        self.options = [(value, language.text(text)) for value, text in self.options]
        self.errors = tuple(
            replace(fault, translation=language.translation_of(fault.code, fault.contact))
            for fault in self.errors
        )

    @property
    def draft_name(self) -> str:
        """The name of the value in the draft; "" if the draft doesn't keep it."""
        return self.name if self.keep_as is None else self.keep_as

    @property
    def value(self) -> str:
        """The value that the page prints; "" for a secret field."""
        return "" if self.control.is_secret else self.data


class FormData(dict[str, str]):
    """The parameters of a posted form, each given once, with the method that WTForms calls."""

    def getlist(self, name: str) -> list[str]:
        """Return a list with the parameter's value, or an empty list if it wasn't sent."""
        return [self[name]] if name in self else []


class StepForm(Form):
    """The form of a step; its fields are `StepField`s in page order.

    `today` is the date in China with which birthdays are compared. `allowed_lengths` returns the
    lengths that the service password of a number may have. `usual_lengths` returns those of the
    carrier that the number's prefix names, a guess: it chooses the message of a failed check, but
    only `allowed_lengths` makes a check fail.
    """

    today: date = date.max
    allowed_lengths: Callable[[str], tuple[int, ...]] = staticmethod(lambda _: (6,))
    usual_lengths: Callable[[str], tuple[int, ...]] = staticmethod(lambda _: (6,))

    _fields: dict[str, StepField]  # type: ignore[assignment]  # all our fields are StepFields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Build the form as WTForms does, and find its last field to type into.

        Only there the keyboard's Enter key gets a name, 前往 (go), which is what it does. Elsewhere
        it keeps the platform's own name: Android moves on to the next field, iOS submits.
        """
        super().__init__(*args, **kwargs)
        typed = [field for field in self.fields if field.control.kind not in CHOSEN_KINDS]
        if typed:
            typed[-1].is_last_typed = True

    def __getitem__(self, name: str) -> StepField:
        """Return a field by its name. Raises KeyError if the form has no such field."""
        return self._fields[name]

    @property
    def fields(self) -> list[StepField]:
        """The fields in page order."""
        return list(self._fields.values())

    @property
    def challenges(self) -> list[StepField]:
        """The fields that answer challenges of the carrier, in page order."""
        return [field for field in self._fields.values() if field.name in FIELD_OF]

    def translate(self, language: Language) -> None:
        """Translate all fields; call it last, because faults added later stay untranslated."""
        if not language.is_source:
            for field in self._fields.values():
                field.translate(language)

    def mark_first_fault(self) -> None:
        """Mark the first field with a fault; the page moves the focus to it."""
        for field in self._fields.values():
            if field.errors:
                field.is_first_fault = True
                return

    @property
    def faults(self) -> list[FieldFault]:
        """The faults of all fields, in page order."""
        return [fault for field in self._fields.values() for fault in field.errors]

    def draft(self) -> dict[str, str]:
        """Return the non-empty, non-secret values by their draft names."""
        return {f.draft_name: f.data for f in self._fields.values() if f.draft_name and f.data}

    def draft_names(self) -> set[str]:
        """Return the draft names of all fields."""
        return {f.draft_name for f in self._fields.values()}
