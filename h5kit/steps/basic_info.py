"""P1 基础信息: who applies, and up to three emergency contacts (source, section 三.2.1)."""

from h5kit import areas, identity
from h5kit.challenges import Control, ControlKind
from h5kit.flow.machine import Event
from h5kit.flow.progress import moved
from h5kit.flow.record import Flow
from h5kit.messages import Message
from h5kit.model import Applicant, Contact, Partner
from h5kit.steps import checks
from h5kit.steps.challenge_fields import challenge_field
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import keep_draft, show_faults, with_draft
from h5kit.steps.fields import Check, FormData, StepField, StepForm
from h5kit.steps.outcome import LateForm, PartShown, StepPart, StepShown
from h5kit.steps.phone_field import phone_field
from h5kit.steps.step import FlowStep, Go
from h5kit.steps.transitions import move

RELATIONS = ("配偶", "父母", "兄弟姐妹", "子女", "同事", "同学", "朋友", "其他")
CONTACTS = (1, 2, 3)


def _city(form: StepForm, field: StepField) -> Message | None:
    return None if areas.has_city(form["province"].data, field.data) else Message.CITY_NEEDED


def _province(form: StepForm, field: StepField) -> Message | None:
    return None if field.data in areas.PROVINCES else Message.PROVINCE_NEEDED


def _parts(form: StepForm, n: int) -> tuple[StepField, StepField, StepField]:
    return (form[f"contact{n}_name"], form[f"contact{n}_relation"], form[f"contact{n}_phone"])


def is_needed(form: StepForm, n: int) -> bool:
    """Say whether contact `n` must be whole: the first always, another once begun."""
    return n == 1 or any(part.data for part in _parts(form, n))


def _when_needed(n: int, check: Check) -> Check:
    def checked(form: StepForm, field: StepField) -> Message | None:
        return check(form, field) if is_needed(form, n) else None

    return checked


def _relation(form: StepForm, field: StepField) -> Message | None:
    return None if field.data in RELATIONS else Message.CONTACT_RELATION_NEEDED


def _contact_phone(n: int) -> Check:
    def check(form: StepForm, field: StepField) -> Message | None:
        valid = identity.contact_number(field.data)
        if valid is None:
            return Message.CONTACT_PHONE_INVALID
        field.data = valid
        if valid == identity.mobile(form["phone"].data):
            return Message.CONTACT_IS_APPLICANT
        earlier = (identity.contact_number(form[f"contact{i}_phone"].data) for i in range(1, n))
        return Message.CONTACT_REPEATED if valid in earlier else None

    return check


def _contact_fields(n: int) -> dict[str, StepField]:
    first = n == 1
    names = (
        _when_needed(n, checks.filled(Message.CONTACT_NAME_NEEDED)),
        _when_needed(n, checks.at_most(checks.LONGEST_NAME, Message.CONTACT_NAME_TOO_LONG)),
    )
    name = Control("请输入紧急联系人姓名", is_required=first, maxlength=40)
    relation = Control(kind=ControlKind.SELECT, placeholder="请选择", is_required=first)
    phone = Control(
        kind=ControlKind.TEL,
        placeholder="请输入紧急联系人电话号码",
        inputmode="tel",
        is_required=first,
        maxlength=24,
    )
    return {
        f"contact{n}_name": StepField(
            "紧急联系人%(n)s", name, *names, fold=identity.person_name, contact=n
        ),
        f"contact{n}_relation": StepField("关系", relation, _when_needed(n, _relation), contact=n),
        f"contact{n}_phone": StepField(
            "联系号码", phone, _when_needed(n, _contact_phone(n)), contact=n
        ),
    }


class BasicInfoForm(StepForm):
    """The fields of P1 in the order of the page; the contacts' follow below."""

    name = challenge_field("name", "姓名", keep_as="name")
    id_card = challenge_field("id_card", "身份证号", keep_as="id_card")
    province = StepField(
        "所在地区", Control(kind=ControlKind.SELECT, placeholder="选择居住省份"), _province
    )
    city = StepField(
        "居住城市", Control(kind=ControlKind.SELECT, placeholder="选择居住城市"), _city
    )
    address = StepField(
        "居住地址",
        Control("请输入区域街道等详细地址", autocomplete="street-address", maxlength=100),
        checks.filled(Message.ADDRESS_NEEDED),
        checks.at_most(checks.LONGEST_ADDRESS, Message.ADDRESS_TOO_LONG),
    )
    phone = phone_field("手机号码")

    def dress(self) -> "BasicInfoForm":
        """Fill the selects' options; the cities follow the province. Returns itself."""
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


def read(form: BasicInfoForm) -> Applicant:
    """Return who applies, from a form that has been found valid."""
    contacts = tuple(
        Contact(name=name.data, relation=relation.data, phone=phone.data)
        for name, relation, phone in (_parts(form, n) for n in CONTACTS if is_needed(form, n))
    )
    data = {f: form[f].data for f in ("name", "id_card", "province", "city", "address", "phone")}
    return Applicant(contacts=contacts, **data)


async def submit(
    form: BasicInfoForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """提交: on to P2 with who applies."""
    if not form.validate():
        return await show_faults(form, flow, desk)
    who = read(form)
    after = moved(
        with_draft(flow, form),
        Event.FILLED,
        desk.clock.now(),
        applicant=who,
        tel=who.phone,
        tel_is_fixed=True,
    )
    return await move(flow, after, desk)


async def show_cities(
    form: BasicInfoForm, flow: Flow, partner: Partner | None, desk: Desk
) -> PartShown:
    """选择城市: the second select follows the first; a script only swaps the select."""
    return PartShown(await keep_draft(form, flow, desk), StepPart.CITY)


def _filled(flow: Flow, sent: FormData | None) -> BasicInfoForm:
    return BasicInfoForm(sent, data=flow.draft).dress()


STEP = FlowStep("基础信息", _filled, {Go.SUBMIT: submit, Go.CITIES: show_cities})
DRAFT_NAMES = frozenset(BasicInfoForm().draft_names())
"""The draft's names of what P1 asks; the number is P2's too."""
