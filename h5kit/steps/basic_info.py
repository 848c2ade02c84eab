"""P1 基础信息: the applicant and up to three emergency contacts (source, section 三.2.1: P1)."""

from h5kit import areas, names
from h5kit.challenges import Control, ControlKind
from h5kit.flow.machine import Event
from h5kit.flow.progress import apply_event
from h5kit.flow.record import Flow
from h5kit.messages import Message
from h5kit.model import Applicant, Contact, Partner
from h5kit.phone_numbers import contact_number, mobile
from h5kit.steps import checks
from h5kit.steps.challenge_fields import challenge_field
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import keep_draft, show_faults, with_draft
from h5kit.steps.fields import Check, FormData, StepField, StepForm
from h5kit.steps.outcome import LateForm, PartShown, StepPart, StepShown
from h5kit.steps.phone_field import phone_field
from h5kit.steps.step import FlowStep, Go
from h5kit.steps.transitions import transition

RELATIONS = ("配偶", "父母", "兄弟姐妹", "子女", "同事", "同学", "朋友", "其他")
CONTACTS = (1, 2, 3)


def _city(form: StepForm, field: StepField) -> Message | None:
    return None if areas.has_city(form["province"].data, field.data) else Message.CITY_NEEDED


def _province(form: StepForm, field: StepField) -> Message | None:
    return None if field.data in areas.PROVINCES else Message.PROVINCE_NEEDED


def _fields_of_contact(form: StepForm, n: int) -> tuple[StepField, StepField, StepField]:
    return (form[f"contact{n}_name"], form[f"contact{n}_relation"], form[f"contact{n}_phone"])


def is_contact_needed(form: StepForm, n: int) -> bool:
    """Return whether contact `n` (1 to 3) must be complete.

    The first contact is required; a further one must be complete once any of its fields is filled.
    """
    return n == 1 or any(field.data for field in _fields_of_contact(form, n))


def _if_contact_needed(n: int, check: Check) -> Check:
    def conditional(form: StepForm, field: StepField) -> Message | None:
        return check(form, field) if is_contact_needed(form, n) else None

    return conditional


def _relation(form: StepForm, field: StepField) -> Message | None:
    return None if field.data in RELATIONS else Message.CONTACT_RELATION_NEEDED


def _contact_phone(n: int) -> Check:
    def check(form: StepForm, field: StepField) -> Message | None:
        valid = contact_number(field.data)
        if valid is None:
            return Message.CONTACT_PHONE_INVALID
        field.data = valid
        if valid == mobile(form["phone"].data):
            return Message.CONTACT_IS_APPLICANT
        earlier = (contact_number(form[f"contact{i}_phone"].data) for i in range(1, n))
        return Message.CONTACT_REPEATED if valid in earlier else None

    return check


def _contact_fields(n: int) -> dict[str, StepField]:
    is_required = n == 1
    name_checks = (
        _if_contact_needed(n, checks.required(Message.CONTACT_NAME_NEEDED)),
        _if_contact_needed(n, checks.max_length(names.longest, Message.CONTACT_NAME_TOO_LONG)),
    )
    name = Control("请输入紧急联系人姓名", is_required=is_required, autocapitalize="words")
    relation = Control(kind=ControlKind.SELECT, placeholder="请选择", is_required=is_required)
    phone = Control(
        kind=ControlKind.TEL,
        placeholder="请输入紧急联系人电话号码",
        inputmode="tel",
        is_required=is_required,
    )
    return {
        f"contact{n}_name": StepField(
            "紧急联系人%(n)s", name, *name_checks, fold=names.fold, contact=n
        ),
        f"contact{n}_relation": StepField(
            "关系", relation, _if_contact_needed(n, _relation), contact=n
        ),
        f"contact{n}_phone": StepField(
            "联系号码", phone, _if_contact_needed(n, _contact_phone(n)), contact=n
        ),
    }


class BasicInfoForm(StepForm):
    """The fields of P1 in page order; the loop below the class adds the contacts' fields."""

    name = challenge_field("name", "姓名", keep_as="name")
    id_card = challenge_field("id_card", "身份证号", keep_as="id_card")
    province = StepField(
        "所在地区",
        Control("选择居住省份", ControlKind.SELECT, autocomplete="address-level1"),
        _province,
    )
    city = StepField(
        "居住城市",
        Control("选择居住城市", ControlKind.SELECT, autocomplete="address-level2"),
        _city,
    )
    address = StepField(
        "居住地址",
        Control("请输入区域街道等详细地址", autocomplete="street-address"),
        checks.required(Message.ADDRESS_NEEDED),
        checks.max_length(lambda _: checks.MAX_ADDRESS_LENGTH, Message.ADDRESS_TOO_LONG),
    )
    phone = phone_field("手机号码")

    def fill_options(self) -> "BasicInfoForm":
        """Set the options of every select and return the form.

        The options for the city are the cities of the chosen province.
        """
        province = self["province"]
        province.options = [(p, p) for p in areas.PROVINCES]
        self["city"].options = [(c, c) for c in areas.cities(province.data)]
        for n in CONTACTS:
            relation = self[f"contact{n}_relation"]
            relation.options = [(r, r) for r in RELATIONS]
        return self


for _n in CONTACTS:
    for _name, _field in _contact_fields(_n).items():
        setattr(BasicInfoForm, _name, _field)


def read_applicant(form: BasicInfoForm) -> Applicant:
    """Return the applicant from a valid form."""
    contacts = tuple(
        Contact(name=name.data, relation=relation.data, phone=phone.data)
        for name, relation, phone in (
            _fields_of_contact(form, n) for n in CONTACTS if is_contact_needed(form, n)
        )
    )
    data = {f: form[f].data for f in ("name", "id_card", "province", "city", "address", "phone")}
    return Applicant(contacts=contacts, **data)


async def submit(
    form: BasicInfoForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """提交: store the applicant and go to P2."""
    if not form.validate():
        return await show_faults(form, flow, desk)
    applicant = read_applicant(form)
    after = apply_event(
        with_draft(flow, form),
        Event.FILLED,
        desk.clock.now(),
        applicant=applicant,
        tel=applicant.phone,
        tel_is_fixed=True,
    )
    return await transition(flow, after, desk)


async def show_cities(
    form: BasicInfoForm, flow: Flow, partner: Partner | None, desk: Desk
) -> PartShown:
    """选择城市: offer the cities of the chosen province; a script swaps only the city's select."""
    return PartShown(await keep_draft(form, flow, desk), StepPart.CITY)


def _build_form(flow: Flow, sent: FormData | None) -> BasicInfoForm:
    return BasicInfoForm(sent, data=flow.draft).fill_options()


STEP = FlowStep("基础信息", _build_form, {Go.SUBMIT: submit, Go.CITIES: show_cities})
DRAFT_NAMES = frozenset(BasicInfoForm().draft_names())
"""The draft names of P1's fields; P2 shares the one of the phone number."""
