"""P4 忘记服务密码怎么办？: whose password is to be reset (source, section 三.2.3)."""

from h5kit.carrier.numbering import Carrier
from h5kit.steps import checks
from h5kit.steps.faces import PHONE
from h5kit.steps.fields import Face, StepField, StepForm

PORTED = Face(kind="select", placeholder="未转网", is_required=False)


def _known(form: StepForm, field: StepField) -> int | None:
    """Take any other word than a carrier's for none."""
    if field.data not in set(Carrier):
        field.data = ""
    return None


class _Number(StepForm):
    phone = StepField("手机号", PHONE, checks.mobile(8, 9), keep_as="forgot_phone")


class KnownForm(StepForm):
    """P4 where P2 has a number: nothing to fill in, but the carrier that it was moved to."""

    carrier = StepField("我已携号转网", PORTED, _known, keep_as="")

    def dress(self) -> "KnownForm":
        """Fill the select's options. Returns itself."""
        self["carrier"].options = [(c, c) for c in Carrier]
        return self


class UnknownForm(KnownForm, _Number):
    """P4 where P2 has none yet."""
