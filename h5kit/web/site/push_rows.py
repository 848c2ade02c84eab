"""Pushes and other jobs as the console shows them, without request and answer bodies."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import msgspec

from h5kit.delivery.jobs import AUTH, COLLECT, PUSHED, RECORD, REPORT, PushPayload
from h5kit.languages import Language
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


MESSAGE: Final = "message"


@dataclass(frozen=True, slots=True)
class PushRow:
    """A job: its sid and partner, the receiver's host, its state and tries."""

    id: str
    kind: str
    sid: str
    partner: str
    host: str
    state: str
    state_label: str
    due_at: float
    tries: tuple[Try, ...]
    can_redeliver: bool

    @property
    def is_under_way(self) -> bool:
        """Whether the job is waiting or running."""
        return self.state in UNDER_WAY


def push_row(delivery: Delivery, language: Language) -> PushRow:
    """Return a job's row; it has only the receiver's host, because the path may hold a key."""
    is_push = delivery.kind in PUSHED
    payload = msgspec.json.decode(delivery.payload, type=PushPayload) if is_push else PushPayload()
    return PushRow(
        id=delivery.id,
        kind=language.text(KINDS.get(delivery.kind, delivery.kind)),
        sid=delivery.sid,
        partner=payload.partner,
        host=urlsplit(payload.url).netloc,
        state=delivery.state,
        state_label=language.text(STATES.get(delivery.state, delivery.state)),
        due_at=delivery.due_at,
        tries=delivery.tries,
        can_redeliver=may_redeliver(delivery),
    )


def may_redeliver(delivery: Delivery) -> bool:
    """Say whether a job is a push that has ended, so that it can be sent again."""
    return delivery.kind in PUSHED and delivery.state not in UNDER_WAY


def outcome(word: str, language: Language) -> str:
    """Return how a try ended: one of the usual endings, a message, or the word as it is."""
    if word in OUTCOMES:
        return language.text(OUTCOMES[word])
    kind, _, code = word.partition(" ")
    return language.fill("提示 %(code)s", code=code) if kind == MESSAGE else word
