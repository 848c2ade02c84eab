"""P5 b: the new service password, checked before the carrier is called.

The rules for it are those of the source (section 三.2.3: resets).
"""

from h5kit.carrier import passwords
from h5kit.carrier.gateway import ResetAnswers
from h5kit.challenges import Control, ControlKind
from h5kit.flow.record import Flow
from h5kit.messages import Message
from h5kit.model import Partner
from h5kit.steps import buttons, checks
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import show_faults
from h5kit.steps.fields import FieldFault, FormData, StepField, StepForm
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.steps.step import FlowStep, Go
from h5kit.steps.transitions import send_answers
from h5kit.text import without_blanks

CONTROL = Control(
    kind=ControlKind.PASSWORD,
    placeholder="请输入新服务密码",
    inputmode="numeric",
    autocomplete="new-password",
    is_secret=True,
)


def _not_weak(form: StepForm, field: StepField) -> Message | None:
    is_weak = isinstance(form, ResetPasswordForm) and passwords.is_weak(
        field.data, form.id_card, form.tel
    )
    return Message.PASSWORD_TOO_SIMPLE if is_weak else None


class ResetPasswordForm(StepForm):
    """新服务密码; the password may repeat no part of the flow's `tel` and `id_card`."""

    tel: str = ""
    id_card: str = ""

    new_password = StepField(
        "新服务密码",
        CONTROL,
        checks.required(Message.PASSWORD_NEEDED),
        checks.service_password(lambda form: getattr(form, "tel", "")),
        _not_weak,
        fold=without_blanks,
    )

    @property
    def password_rules(self) -> str:
        """The value of `passwordrules`: what a phone suggests is then a password of the carrier."""
        digits = self.allowed_lengths(self.tel)[0]
        return f"minlength: {digits}; maxlength: {digits}; allowed: digit;"


async def submit(
    form: ResetPasswordForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """下一步: send the new password, unless it equals the one that the carrier wants changed."""
    field = form["new_password"]
    if form.validate() and desk.service_passwords.is_outdated(flow, field.data):
        field.add_fault(FieldFault(Message.PASSWORD_UNCHANGED, field.name))
    if form.faults:
        return await show_faults(form, flow, desk)
    return await send_answers(ResetAnswers(new_password=field.data), form, flow, desk)


def _build_form(flow: Flow, sent: FormData | None) -> ResetPasswordForm:
    form = ResetPasswordForm(sent)
    form.tel, form.id_card = flow.tel, flow.draft.get("owner_id_card", "")
    return form


STEP = FlowStep(
    "设置新服务密码",
    _build_form,
    {Go.SUBMIT: submit, Go.FORGOT: buttons.forgot, Go.CLOSE: buttons.close},
)
