"""The time of computing a report, compared with `json.loads` of its input (part of `make bench`).

Both run in turn in this process, and the best of several rounds counts. The figures are ratios, so
they hold on any machine.
"""

import asyncio
import json
import time
from collections.abc import Callable

import msgspec

from h5kit.carrier.sandbox.owners import Owner
from h5kit.carrier.sandbox.records import invented_records
from h5kit.carrier.sandbox.scenarios import Collection
from h5kit.records import Call, Records, decode, encode
from h5kit.records.times import month_start
from h5kit.report import build_study, report_of
from h5kit.report.directory import EmbeddedDirectory
from h5kit.testing.people import number

AT = float(month_start("202611") + 20 * 86_400)
FEW, MANY = 10_000, 100_000
ROUNDS = 15
MOST_FEW, MOST_MANY = 2.0, 12.0
_DIRECTORY = EmbeddedDirectory()


def _report(records: Records, loop: asyncio.AbstractEventLoop) -> bytes:
    study = loop.run_until_complete(build_study(records, None, _DIRECTORY, at=AT))
    return msgspec.json.encode(report_of(study))


def _grown(records: Records, calls: int) -> Records:
    """Return records with `calls` calls: the given ones, repeated at other seconds."""
    base = records.calls
    more = (
        Call(c.tel, c.time - n // len(base), c.seconds, c.direction, c.place, c.tel_place, c.kind)
        for n in range(calls)
        for c in (base[n % len(base)],)
    )
    return msgspec.structs.replace(records, calls=tuple(more))


def _best(*works: Callable[[], object]) -> list[float]:
    """Return the shortest time of each piece of work, in seconds; the pieces take turns."""
    least = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for n, work in enumerate(works):
            started = time.process_time()
            work()
            least[n] = min(least[n], time.process_time() - started)
    return least


def main() -> int:
    """Print the figures; return 1 if one is over its budget."""
    few = invented_records(number("5013"), "SID1", Collection(calls=FEW), Owner(), AT)
    many = _grown(few, MANY)
    raw = encode(few)
    loop = asyncio.new_event_loop()
    loads, whole, small, large = _best(
        lambda: json.loads(raw),
        lambda: _report(decode(raw, now=AT), loop),
        lambda: _report(few, loop),
        lambda: _report(many, loop),
    )
    loop.close()
    print(f"  json.loads of {FEW:,} calls ({len(raw):,} bytes) {loads * 1e3:.1f} ms")
    print(f"report of {FEW:,} calls: {whole / loads:.2f} × json.loads (at most {MOST_FEW:.0f}),")
    print(f"  from records already read {small / loads:.2f} ×")
    print(f"report of {MANY:,} calls: {large / small:.1f} × that (at most {MOST_MANY:.0f})")
    return int(whole / loads > MOST_FEW or large / small > MOST_MANY)
