"""The address of a flow: GET shows its step, POST submits the step's form."""

from dataclasses import dataclass, replace
from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response

from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.model import Partner
from h5kit.steps.fields import StepForm
from h5kit.steps.late_forms import keep_late_draft
from h5kit.steps.number_carrier import number_of_p2
from h5kit.steps.outcome import (
    AgreementOpened,
    LateForm,
    PartShown,
    StepOutcome,
    StepShown,
    SuccessorOpened,
)
from h5kit.steps.step import Go
from h5kit.steps.table import STEPS
from h5kit.web.flow.agreement import retention_times
from h5kit.web.flow.presenter import language_of, page_of
from h5kit.web.http import headers
from h5kit.web.http.body import BadRequestError, read_form
from h5kit.web.http.errors import error_page
from h5kit.web.http.parts import Parts
from h5kit.web.http.render import is_fragment
from h5kit.web.http.responses import no_content, see_other


@dataclass(frozen=True, slots=True)
class OpenedFlow:
    """The flow at the address of a request, with its partner (None if there is none any more)."""

    flow: Flow
    partner: Partner | None
    address: str


class FlowPages:
    """The handlers of `/f/<handle>` and its agreement."""

    def __init__(self, parts: Parts) -> None:
        """Set up the handlers."""
        self._parts = parts

    async def serve(self, request: Request) -> Response:
        """Show the step (GET) or submit its form (POST)."""
        return await (self.submit if request.method == "POST" else self.show)(request)

    async def show(self, request: Request) -> Response:
        """Show the step; in `waiting`, a script's request waits first for the carrier's outcome."""
        opened = await self._open(request)
        if isinstance(opened, Response):
            return opened
        flow = opened.flow
        if flow.state is State.WAITING and is_fragment(request):
            await self._parts.desk.wait_for_call(flow.id)
            flow = await self._parts.store.find(flow.id) or flow
            if flow.state is State.WAITING:
                return no_content()
        return self._page(request, replace(opened, flow=flow))

    async def agreement(self, request: Request) -> Response:
        """Show the agreement."""
        opened = await self._open(request)
        if isinstance(opened, Response):
            return opened
        now, rules = self._parts.clock.now(), self._parts.rules
        page = page_of(opened.flow, opened.partner, opened.address, "", now, rules)
        return self._parts.renderer.page(
            request,
            page,
            partner=opened.partner,
            template="agreement",
            agreement_version=self._parts.settings.flow.agreement_version,
            retention=retention_times(
                self._parts.settings, opened.partner, language_of(opened.flow)
            ),
        )

    async def submit(self, request: Request) -> Response:
        """Pass a form to the handler of its button; a late form changes nothing."""
        if headers.is_foreign_post(request):
            return error_page(self._parts, request, Message.NOT_AUTHORIZED, 403)
        limits = self._parts.settings.limits
        try:
            sent = await read_form(request, limits.most_body_bytes, limits.most_fields)
        except BadRequestError as bad:
            return error_page(self._parts, request, Message.SUBMIT_FAILED, bad.status)
        opened = await self._open(request)
        if isinstance(opened, Response):
            return opened
        flow = opened.flow
        rev = self._parts.handles.revision(flow.id, sent.get("_step", ""))
        handle_button = STEPS[flow.state].buttons.get(sent.get("go", Go.SUBMIT))
        if rev != flow.rev or handle_button is None:
            await keep_late_draft(sent, flow, rev, self._parts.desk)
            return self._late(request, opened, is_ours=rev is not None)
        form = self._parts.form(flow, sent)
        outcome = await handle_button(form, flow, opened.partner, self._parts.desk)
        return self._respond(request, replace(opened, flow=outcome.flow), outcome)

    async def _open(self, request: Request) -> OpenedFlow | Response:
        handle = request.path_params["handle"]
        flow_id = self._parts.handles.flow_id(handle)
        if flow_id is None:
            return error_page(self._parts, request, Message.NOT_AUTHORIZED, 404)
        flow = await self._parts.store.find(flow_id)
        if flow is None:
            return error_page(self._parts, request, Message.TIMED_OUT, 410, has_no_flow=True)
        flow = await self._parts.desk.current(flow)
        if flow.successor:
            return see_other(self._address(flow.successor))
        partner = self._parts.partners.by_appid(flow.partner)
        return OpenedFlow(flow, partner, f"/f/{handle}")

    def _address(self, flow_id: str) -> str:
        return f"/f/{self._parts.handles.handle(flow_id)}"

    def _respond(self, request: Request, opened: OpenedFlow, outcome: StepOutcome) -> Response:
        """Return the response to a button's outcome."""
        match outcome:
            case LateForm():
                return self._late(request, opened, is_ours=True)
            case AgreementOpened(flow):
                return see_other(f"{self._address(flow.id)}/agreement")
            case SuccessorOpened(flow):
                return see_other(self._address(flow.successor))
            case PartShown(_, part) if is_fragment(request):
                return self._page(request, opened, template=part)
            case StepShown(flow, form) if is_fragment(request):
                status = 422 if flow.shown and flow.state is not State.FAILED else 200
                return self._page(request, opened, form=form, status=status)
            case PartShown() | StepShown():
                return see_other(opened.address)
            case _:
                assert_never(outcome)

    def _late(self, request: Request, opened: OpenedFlow, *, is_ours: bool) -> Response:
        """Show the flow's step, in `waiting` with a message that the query is running (409)."""
        if opened.flow.state is State.WAITING and is_ours:
            return self._page(request, opened, notices=(Message.QUERY_RUNNING,), status=409)
        if is_fragment(request):
            return self._page(request, opened)
        return see_other(opened.address)

    def _page(
        self,
        request: Request,
        opened: OpenedFlow,
        *,
        form: StepForm | None = None,
        notices: tuple[Message, ...] = (),
        status: int = 200,
        template: str = "",
    ) -> Response:
        parts, flow = self._parts, opened.flow
        now = parts.clock.now()
        has_password = bool(parts.desk.service_passwords.get(flow, number_of_p2(flow)))
        form = form or parts.form(flow)
        if form is not None:
            form.mark_first_fault()
            if has_password and "service_password" in form:
                form["service_password"].is_optional = True
        page = page_of(
            flow,
            opened.partner,
            opened.address,
            parts.handles.step_token(flow.id, flow.rev),
            now,
            parts.rules,
            form=form,
            has_password=has_password,
            notices=notices,
        )
        if form is not None:
            form.translate(page.language)
        return parts.renderer.page(
            request, page, form=form, partner=opened.partner, status=status, template=template
        )
