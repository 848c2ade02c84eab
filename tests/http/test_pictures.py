"""换一个 (another captcha) on P2: refusals, text typed meanwhile, and its deadline."""

import asyncio
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from h5kit.carrier.gateway import Answers, Session
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.demo import demo_partner
from h5kit.flow.outcomes import CarrierOutcome, NewCaptcha, Refused
from h5kit.messages import Message
from h5kit.testing.people import number, person
from tests.conftest import TOKEN, Visit
from tests.http.made import made


@pytest.mark.parametrize("last_four", ["1002", "2002"])
@pytest.mark.parametrize(
    ("refused", "step", "asks"),
    [
        (Refused(Message.TIMED_OUT), "failed", False),
        (Refused(Message.LOCKED_UNTIL_TOMORROW), "failed", False),
        (Refused(Message.CARRIER_BUSY), "phone", False),
        (Refused(Message.CARRIER_BUSY, session_over=False), "", True),
        (None, "", True),
    ],
)
def test_a_refused_captcha_leads_where_its_message_leads(
    tmp_path: Path, last_four: str, refused: Refused | None, step: str, asks: bool
) -> None:
    class Refusing(SandboxGateway):
        async def refresh_captcha(self, session: Session) -> NewCaptcha | Refused:
            del session
            if refused is None:
                raise RuntimeError
            return refused

    with TestClient(made(tmp_path, Refusing)) as client:
        visit = Visit(client).enter(tel=number(last_four)).phone()
        begun = visit.step
        visit.post(go="captcha", agree="yes")
        assert (visit.step, visit.messages) == (
            step or begun,
            [refused.message if refused else Message.SERVICE_BUSY],
        )
        assert ('name="captcha"' in visit.page) is asks
        if refused and refused.message == Message.TIMED_OUT:
            assert visit.post(go="restart").step == "phone"
            assert visit.phone().step == begun


def test_a_captcha_has_the_deadline_of_the_settings(tmp_path: Path) -> None:
    class Silent(SandboxGateway):
        async def refresh_captcha(self, session: Session) -> NewCaptcha | Refused:
            await asyncio.Event().wait()
            return await super().refresh_captcha(session)

    with TestClient(made(tmp_path, Silent, captcha_seconds=0.05)) as client:
        visit = Visit(client).enter(tel=number("1002")).phone().post(go="captcha", agree="yes")
        assert (visit.step, visit.messages) == ("phone", [Message.SUBMIT_FAILED])
        assert visit.post(captcha="h5ok", agree="yes").step == "success"


@pytest.mark.parametrize("last_four", ["1002", "2002"])
def test_the_carrier_judges_the_word_of_a_captcha(tmp_path: Path, last_four: str) -> None:
    given: list[str] = []

    class Listening(SandboxGateway):
        async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
            given.append(answers.captcha)
            return await super().submit(session, answers)

    with TestClient(made(tmp_path, Listening)) as client:
        visit = Visit(client).enter(tel=number(last_four)).phone()
        for typed in ("", " ", "\u3000"):
            assert (
                Message.CAPTCHA_NEEDED
                in visit.post(captcha=typed, sms_code="123456", agree="yes").messages
            )
        given.clear()
        visit.post(captcha="云朵？", sms_code="123456", agree="yes")
        visit.post(captcha="ｈ５ｏｋ ", sms_code="123456", agree="yes")
        assert visit.step == "success"
    assert given == ["云朵?", "h5ok"]


def test_text_typed_while_a_captcha_loads_stays(tmp_path: Path) -> None:
    who = person()

    async def main() -> str:
        asked, may_answer = asyncio.Event(), asyncio.Event()

        class Slow(SandboxGateway):
            async def refresh_captcha(self, session: Session) -> NewCaptcha | Refused:
                asked.set()
                await may_answer.wait()
                return await super().refresh_captcha(session)

        app = made(tmp_path, Slow)
        transport, base = httpx2.ASGITransport(app=app), "http://127.0.0.1"
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url=base, follow_redirects=True) as client,
        ):
            query = {"token": demo_partner().token, "tel": number("1005")}
            page = await client.get("/", params=query)
            address = str(page.url)

            async def post(**fields: str) -> str:
                return (await client.post(address, data={"_step": token, **fields})).text

            token = _token(page.text)
            token = _token(await post(service_password="246813", agree="yes"))
            picture = asyncio.create_task(post(go="captcha", agree="yes"))
            await asked.wait()
            await post(go="agreement", agree="yes", name=who.name, id_card=who.id_card)
            may_answer.set()
            await picture
            return (await client.get(address)).text

    shown = asyncio.run(main())
    assert f'value="{who.name}"' in shown
    assert who.id_card in shown


def _token(page: str) -> str:
    found = TOKEN.search(page)
    assert found
    return found[1]
