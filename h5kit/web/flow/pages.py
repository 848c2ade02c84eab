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
from h5kit.web.flow.no_flow import no_flow_page
from h5kit.web.flow.presenter import language_of, page_of
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_form
from h5kit.web.http.errors import error_page
from h5kit.web.http.origins import PostOrigin, origin_of_post
from h5kit.web.http.render import is_fragment
from h5kit.web.http.responses import no_content, see_other
from h5kit.web.http.services import WebServices


@dataclass(frozen=True, slots=True)
class OpenedFlow:
    """The flow at the address of a request, with its partner (None if there is none any more)."""

    flow: Flow
    partner: Partner | None
    address: str


class FlowPages:
    """The handlers of `/f/<handle>` and its agreement."""

    def __init__(self, services: WebServices) -> None:
        """Set up the handlers."""
        self._services = services

    async def serve(self, request: Request) -> Response:
        """Show the step (GET) or submit its form (POST)."""
        return await (self.submit if request.method == "POST" else self.show)(request)

    async def show(self, request: Request) -> Response:
        """Show the step; in `waiting`, a script's request waits first for the carrier's outcome.

        A forwarded link, with a tail behind the handle, redirects to the flow.
        """
        if whole := self._services.handles.forwarded(request.path_params["handle"]):
            return see_other(f"/f/{whole}")
        opened = await self._open(request)
        if isinstance(opened, Response):
            return opened
        flow = opened.flow
        if flow.state is State.WAITING and is_fragment(request):
            await self._services.desk.wait_for_call(flow.id)
            flow = await self._services.store.find(flow.id) or flow
            if flow.state is State.WAITING:
                return no_content()
        return self._page(request, replace(opened, flow=flow))

    async def without_handle(self, request: Request) -> Response:
        """Show that the link was cut: `/f/` is all that is left of it."""
        return no_flow_page(self._services, request)

    async def agreement(self, request: Request) -> Response:
        """Show the agreement."""
        opened = await self._open(request)
        if isinstance(opened, Response):
            return opened
        now, rules = self._services.clock.now(), self._services.rules
        page = page_of(opened.flow, opened.partner, opened.address, "", now, rules)
        return self._services.renderer.page(
            request,
            page,
            partner=opened.partner,
            template="agreement",
            agreement_version=self._services.settings.flow.agreement_version,
            retention=retention_times(
                self._services.settings, opened.partner, language_of(opened.flow)
            ),
        )

    async def submit(self, request: Request) -> Response:
        """Pass a form to the handler of its button; a late form changes nothing."""
        origin = origin_of_post(request)
        if origin is PostOrigin.FOREIGN:
            return error_page(self._services, request, Message.NOT_AUTHORIZED, 403)
        limits = self._services.settings.limits
        try:
            sent = await read_form(request, limits.most_body_bytes, limits.most_fields)
        except BadRequestError as bad:
            return error_page(self._services, request, Message.SUBMIT_FAILED, bad.status)
        opened = await self._open(request)
        if isinstance(opened, Response):
            return opened
        flow = opened.flow
        rev = self._services.handles.revision(flow.id, sent.get("_step", ""))
        # Another site's page can't read ours, so it knows no step token.
        if origin is PostOrigin.HIDDEN and rev is None:
            return error_page(self._services, request, Message.NOT_AUTHORIZED, 403)
        handle_button = STEPS[flow.state].buttons.get(sent.get("go", Go.SUBMIT))
        if rev != flow.rev or handle_button is None:
            await keep_late_draft(sent, flow, rev, self._services.desk)
            return self._late(request, opened, is_ours=rev is not None)
        form = self._services.form(flow, sent)
        outcome = await handle_button(form, flow, opened.partner, self._services.desk)
        return self._respond(request, replace(opened, flow=outcome.flow), outcome)

    async def _open(self, request: Request) -> OpenedFlow | Response:
        handle = request.path_params["handle"]
        flow_id = self._services.handles.flow_id(handle)
        if flow_id is None:
            return no_flow_page(self._services, request)
        flow = await self._services.store.find(flow_id)
        if flow is None:
            return error_page(self._services, request, Message.TIMED_OUT, 410, has_no_flow=True)
        flow = await self._services.desk.current(flow)
        if flow.successor:
            return see_other(self._address(flow.successor))
        partner = self._services.partners.by_appid(flow.partner)
        return OpenedFlow(flow, partner, f"/f/{handle}")

    def _address(self, flow_id: str) -> str:
        return f"/f/{self._services.handles.handle(flow_id)}"

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
        services, flow = self._services, opened.flow
        now = services.clock.now()
        has_password = bool(services.desk.service_passwords.get(flow, number_of_p2(flow)))
        form = form or services.form(flow)
        if form is not None:
            form.mark_first_fault()
            if has_password and "service_password" in form:
                form["service_password"].is_optional = True
        page = page_of(
            flow,
            opened.partner,
            opened.address,
            services.handles.step_token(flow.id, flow.rev),
            now,
            services.rules,
            form=form,
            has_password=has_password,
            notices=notices,
        )
        if form is not None:
            form.translate(page.language)
        return services.renderer.page(
            request, page, form=form, partner=opened.partner, status=status, template=template
        )
