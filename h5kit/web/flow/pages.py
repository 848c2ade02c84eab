"""The one address of a flow: GET shows the step where it stands, POST tries to move it on."""

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
from h5kit.web.flow.agreement import kept
from h5kit.web.flow.presenter import language_of, page_of
from h5kit.web.http import headers
from h5kit.web.http.body import BadRequestError, read_form
from h5kit.web.http.errors import error_page
from h5kit.web.http.parts import Parts
from h5kit.web.http.render import is_fragment
from h5kit.web.http.responses import no_content, see_other


@dataclass(frozen=True, slots=True)
class Visited:
    """A flow that an address led to."""

    flow: Flow
    partner: Partner | None
    address: str


class FlowPages:
    """Handlers of `/f/<handle>`."""

    def __init__(self, parts: Parts) -> None:
        """Take the server's parts."""
        self._parts = parts

    async def serve(self, request: Request) -> Response:
        """Show the step to a GET, take a form from a POST."""
        return await (self.take if request.method == "POST" else self.show)(request)

    async def show(self, request: Request) -> Response:
        """Show the current step; a poll while the carrier works may wait a moment first."""
        visited = await self._open(request)
        if isinstance(visited, Response):
            return visited
        flow = visited.flow
        if flow.state is State.WAITING and is_fragment(request):
            await self._parts.desk.wait_for_call(flow.id)
            flow = await self._parts.store.find(flow.id) or flow
            if flow.state is State.WAITING:
                return no_content()
        return self._page(request, replace(visited, flow=flow))

    async def agreement(self, request: Request) -> Response:
        """Show the agreement; what was typed stays where it is."""
        visited = await self._open(request)
        if isinstance(visited, Response):
            return visited
        now, rules = self._parts.clock.now(), self._parts.rules
        page = page_of(visited.flow, visited.partner, visited.address, "", now, rules)
        return self._parts.renderer.page(
            request,
            page,
            partner=visited.partner,
            template="agreement",
            agreement_version=self._parts.settings.flow.agreement_version,
            kept=kept(self._parts.settings, visited.partner, language_of(visited.flow)),
        )

    async def take(self, request: Request) -> Response:
        """Take a form: its button belongs to the flow's step; a late form changes nothing."""
        if headers.is_foreign_post(request):
            return error_page(self._parts, request, Message.NOT_AUTHORIZED, 403)
        limits = self._parts.settings.limits
        try:
            sent = await read_form(request, limits.most_body_bytes, limits.most_fields)
        except BadRequestError as bad:
            return error_page(self._parts, request, Message.SUBMIT_FAILED, bad.status)
        visited = await self._open(request)
        if isinstance(visited, Response):
            return visited
        flow = visited.flow
        rev = self._parts.handles.revision(flow.id, sent.get("_step", ""))
        press = STEPS[flow.state].buttons.get(sent.get("go", Go.SUBMIT))
        if rev != flow.rev or press is None:
            await keep_late_draft(sent, flow, rev, self._parts.desk)
            return self._late(request, visited, is_ours=rev is not None)
        form = self._parts.form(flow, sent)
        outcome = await press(form, flow, visited.partner, self._parts.desk)
        return self._respond(request, replace(visited, flow=outcome.flow), outcome)

    async def _open(self, request: Request) -> Visited | Response:
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
        return Visited(flow, partner, f"/f/{handle}")

    def _address(self, flow_id: str) -> str:
        return f"/f/{self._parts.handles.handle(flow_id)}"

    def _respond(self, request: Request, visited: Visited, outcome: StepOutcome) -> Response:
        """Answer with what a button has led to."""
        match outcome:
            case LateForm():
                return self._late(request, visited, is_ours=True)
            case AgreementOpened(flow):
                return see_other(f"{self._address(flow.id)}/agreement")
            case SuccessorOpened(flow):
                return see_other(self._address(flow.successor))
            case PartShown(_, part) if is_fragment(request):
                return self._page(request, visited, template=part)
            case StepShown(flow, form) if is_fragment(request):
                status = 422 if flow.shown and flow.state is not State.FAILED else 200
                return self._page(request, visited, form=form, status=status)
            case PartShown() | StepShown():
                return see_other(visited.address)
            case _:
                assert_never(outcome)

    def _late(self, request: Request, visited: Visited, *, is_ours: bool) -> Response:
        """Show where the flow really stands; while the carrier works, say so."""
        if visited.flow.state is State.WAITING and is_ours:
            return self._page(request, visited, notices=(Message.QUERY_RUNNING,), status=409)
        if is_fragment(request):
            return self._page(request, visited)
        return see_other(visited.address)

    def _page(
        self,
        request: Request,
        visited: Visited,
        *,
        form: StepForm | None = None,
        notices: tuple[Message, ...] = (),
        status: int = 200,
        template: str = "",
    ) -> Response:
        parts, flow = self._parts, visited.flow
        now = parts.clock.now()
        has_password = bool(parts.desk.service_passwords.of(flow, number_of_p2(flow)))
        form = form or parts.form(flow)
        if form is not None:
            form.mark_first_fault()
            if has_password and "service_password" in form:
                form["service_password"].is_optional = True
        page = page_of(
            flow,
            visited.partner,
            visited.address,
            parts.handles.step_token(flow.id, flow.rev),
            now,
            parts.rules,
            form=form,
            has_password=has_password,
            notices=notices,
        )
        if form is not None:
            form.speak(page.language)
        return parts.renderer.page(
            request, page, form=form, partner=visited.partner, status=status, template=template
        )
