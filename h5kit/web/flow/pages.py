"""The one address of a flow: GET shows the step where it stands, POST tries to move it on."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.model import Partner
from h5kit.steps.fields import StepForm
from h5kit.steps.lines import number_of_p2
from h5kit.web.flow.acting import Acted, keep_late
from h5kit.web.flow.actions import ACTIONS
from h5kit.web.flow.agreement import kept
from h5kit.web.flow.presenter import page_of
from h5kit.web.http import headers
from h5kit.web.http.body import BadRequestError, read_form
from h5kit.web.http.errors import error_page
from h5kit.web.http.parts import Parts
from h5kit.web.http.render import is_fragment
from h5kit.web.http.responses import no_content, see_other

EXPIRED, NOT_AUTHORIZED, BUSY = 25, 22, 24


@dataclass(frozen=True, slots=True)
class Opened:
    """A flow that an address led to."""

    flow: Flow
    partner: Partner | None
    address: str


class FlowPages:
    """Handlers of `/f/<handle>`."""

    def __init__(self, parts: Parts) -> None:
        """Take the server's parts."""
        self._parts = parts

    async def answer(self, request: Request) -> Response:
        """Show the step to a GET, take a submit from a POST."""
        return await (self.act if request.method == "POST" else self.show)(request)

    async def show(self, request: Request) -> Response:
        """Show the current step; a poll while the carrier works may wait a moment first."""
        opened = await self._open(request)
        if isinstance(opened, Response):
            return opened
        flow = opened.flow
        if flow.state is State.WAITING and is_fragment(request):
            await self._parts.desk.settled(flow.id)
            flow = await self._parts.store.find(flow.id) or flow
            if flow.state is State.WAITING:
                return no_content()
        return self._page(request, Opened(flow, opened.partner, opened.address))

    async def agreement(self, request: Request) -> Response:
        """Show the agreement; what was typed stays where it is."""
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
            kept=kept(self._parts.settings, opened.partner, opened.flow.lang),
        )

    async def act(self, request: Request) -> Response:
        """Take a submit: what it means depends on the step; a stale one changes nothing."""
        if headers.is_foreign_post(request):
            return error_page(self._parts, request, NOT_AUTHORIZED, 403)
        settings = self._parts.settings
        try:
            sent = await read_form(
                request, settings.limits.most_body_bytes, settings.limits.most_fields
            )
        except BadRequestError as bad:
            return error_page(self._parts, request, 21, bad.status)
        opened = await self._open(request)
        if isinstance(opened, Response):
            return opened
        flow = opened.flow
        rev = self._parts.handles.revision(flow.id, sent.get("_step", ""))
        action = ACTIONS.get(sent.get("go", "submit"))
        if rev != flow.rev or action is None:
            await keep_late(self._parts, flow, rev, sent)
            return self._stale(request, opened, is_ours=rev is not None)
        acted = await action(self._parts, flow, opened.partner, sent)
        return self._acted(request, opened, acted)

    async def _open(self, request: Request) -> Opened | Response:
        handle = request.path_params["handle"]
        flow_id = self._parts.handles.flow_id(handle)
        if flow_id is None:
            return error_page(self._parts, request, NOT_AUTHORIZED, 404)
        flow = await self._parts.store.find(flow_id)
        if flow is None:
            return error_page(self._parts, request, EXPIRED, 410, has_no_flow=True)
        flow = await self._parts.desk.current(flow)
        if flow.successor:
            return see_other(f"/f/{self._parts.handles.handle(flow.successor)}")
        partner = self._parts.partners.by_appid(flow.partner)
        return Opened(flow, partner, f"/f/{handle}")

    def _stale(self, request: Request, opened: Opened, *, is_ours: bool) -> Response:
        """Show where the flow really stands; while the carrier works, say so (message 24)."""
        if opened.flow.state is State.WAITING and is_ours:
            return self._page(request, opened, notices=(BUSY,), status=409)
        if is_fragment(request):
            return self._page(request, opened)
        return see_other(opened.address)

    def _acted(self, request: Request, opened: Opened, acted: Acted) -> Response:
        here = Opened(acted.flow, opened.partner, opened.address)
        if acted.to:
            return see_other(acted.to)
        if acted.is_stale:
            return self._stale(request, here, is_ours=True)
        if not is_fragment(request):
            return see_other(opened.address)
        if acted.fragment:
            return self._page(request, here, template=acted.fragment)
        status = 422 if acted.flow.shown and acted.flow.state is not State.FAILED else 200
        return self._page(request, here, form=acted.form, status=status)

    def _page(
        self,
        request: Request,
        opened: Opened,
        *,
        form: StepForm | None = None,
        notices: tuple[int, ...] = (),
        status: int = 200,
        template: str = "",
    ) -> Response:
        parts, flow = self._parts, opened.flow
        now = parts.clock.now()
        has_password = bool(parts.desk.passwords.of(flow, number_of_p2(flow)))
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
        return parts.renderer.page(
            request, page, form=form, partner=opened.partner, status=status, template=template
        )
