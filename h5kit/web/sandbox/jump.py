"""Brings a flow to any step for tests (sandbox only): the server submits the steps before it."""

import secrets

from h5kit import identity
from h5kit.carrier.numbering import sample_number
from h5kit.carrier.sandbox.scenarios import ELSE
from h5kit.challenges import FIELDS
from h5kit.flow.record import Flow
from h5kit.flow.states import ENDED, RESETTING, State
from h5kit.model import Partner
from h5kit.steps.fields import FormData
from h5kit.steps.step import Go
from h5kit.steps.table import STEPS
from h5kit.web.http.services import WebServices

MOST_STEPS = 16
THROUGH_FORGOT = frozenset({State.FORGOT, *RESETTING})
_FIRST_17 = "33099919900101001"
SOMEBODY = {
    "name": "云朵",
    "id_card": _FIRST_17 + identity.check_character(_FIRST_17),
    "province": "广东",
    "city": "深圳",
    "address": "彩云路1号",
    "contact1_name": "谷雨",
    "contact1_relation": "父母",
    "contact1_phone": "13400000001",
    "service_password": "246813",
    "agree": "yes",
    **{one.name: one.right for one in FIELDS if one.right},
    "new_password": "407152",
    **{f"phone{n}": f"1340000100{n}" for n in range(1, 6)},
}
"""Right answers of an invented person; a step takes those that it asks for."""


async def jump(services: WebServices, flow: Flow, partner: Partner | None, to: State) -> Flow:
    """Return the flow at a step, or as close to it as the number's scenario leads.

    Every transition goes through the step's own submit, as a person's does.
    """
    for _ in range(MOST_STEPS):
        if flow.state is to or flow.state in ENDED:
            break
        before = flow
        flow = await _answered(services, flow, partner, to)
        if (flow.rev, flow.state) == (before.rev, before.state):
            break
    return flow


async def _answered(services: WebServices, flow: Flow, partner: Partner | None, to: State) -> Flow:
    if flow.state is State.WAITING:
        await services.desk.wait_for_call(flow.id)
        return await services.store.find(flow.id) or flow
    go = Go.FORGOT if flow.state is State.PHONE and to in THROUGH_FORGOT else Go.SUBMIT
    tel = flow.number or sample_number(flow.scenario or ELSE, secrets.randbelow(1_000_000))
    given = FormData(SOMEBODY | {"phone": tel})
    press = STEPS[flow.state].buttons[go]
    return (await press(services.form(flow, given), flow, partner, services.desk)).flow
