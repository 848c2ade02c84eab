"""Pushes and other jobs as the console shows them: never what was sent, nor what was answered."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import msgspec

from h5kit.delivery.jobs import AUTH, COLLECT, PUSHED, RECORD, REPORT, PushPayload
from h5kit.store.jobs import Delivery, Try

KINDS: Final = {AUTH: "授权", REPORT: "报告状态", RECORD: "通话详单", COLLECT: "收集数据"}
STATES: Final = {"waiting": "等待中", "running": "进行中", "done": "已完成", "failed": "已失败"}
UNDER_WAY: Final = frozenset({"waiting", "running"})
OUTCOMES: Final = {
    "ok": "成功",
    "started": "进行中",
    "refused": "对方未接收",
    "worker lost": "中断",
}


@dataclass(frozen=True, slots=True)
class PushRow:
    """A job: what it is about, to which host it goes, how far it is."""

    id: str
    kind: str
    sid: str
    partner: str
    host: str
    state: str
    words: str
    due_at: float
    tries: tuple[Try, ...]
    can_redeliver: bool

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in UNDER_WAY


def push_row(delivery: Delivery) -> PushRow:
    """Return a job's row; of a receiver's address only the host, since the rest may be a key."""
    is_push = delivery.kind in PUSHED
    payload = msgspec.json.decode(delivery.payload, type=PushPayload) if is_push else PushPayload()
    return PushRow(
        id=delivery.id,
        kind=KINDS.get(delivery.kind, delivery.kind),
        sid=delivery.sid,
        partner=payload.partner,
        host=urlsplit(payload.url).netloc,
        state=delivery.state,
        words=STATES.get(delivery.state, delivery.state),
        due_at=delivery.due_at,
        tries=delivery.tries,
        can_redeliver=may_redeliver(delivery),
    )


def may_redeliver(delivery: Delivery) -> bool:
    """Say whether a job is a push that has ended."""
    return delivery.kind in PUSHED and delivery.state not in UNDER_WAY


def outcome(word: str) -> str:
    """Return how a try ended, in Chinese where it is one of the usual endings."""
    return OUTCOMES.get(word, word.replace("message", "提示"))
