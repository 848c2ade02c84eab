"""Try a sample of mutants and print which ones no test notices (python -m tools.mutations).

The sample depends on the seed and the code only. The root is the current folder.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.mutations.mutants import Mutant, members_of, mutants, mutated, sample
from tools.mutations.operators import Members
from tools.mutations.reach import Reach, reach
from tools.mutations.rooms import ROOMS, Room
from tools.mutations.runs import TIMED_OUT, TreeImporter, first_failure, forked, warm_up

SECONDS_HELP = "seconds of other rooms' tests for each mutant (15); 0 runs the room's own only"
SPARE_SECONDS = 15.0
TIMES_AS_LONG = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a mutant: the test that killed it, or why it survived."""

    mutant: Mutant
    word: str
    killer: str
    tests: int

    @property
    def is_killed(self) -> bool:
        """Return whether a test failed or did not end."""
        return self.word in {"killed", "timeout"}

    def __str__(self) -> str:
        """Return the result as one line."""
        by = f" by {self.killer}" if self.killer else f" ({self.tests} tests)"
        return f"{self.word:9} {self.mutant}{by}"


def _verdict(
    root: Path, mutant: Mutant, tests: list[str], reached: Reach, known: Members
) -> Verdict:
    if not tests:
        return Verdict(mutant, "unreached", "", 0)
    importer = TreeImporter(root, {mutant.path: mutated(root, mutant, known)})
    seconds = SPARE_SECONDS + TIMES_AS_LONG * sum(reached.seconds[test] for test in tests)
    status, killer = forked(lambda: first_failure(importer, tests), seconds)
    word = {0: "SURVIVED", TIMED_OUT: "timeout"}.get(status, "killed")
    return Verdict(mutant, word, killer or ("import" if word == "killed" else ""), len(tests))


def _chosen(root: Path, room: Room, known: Members, given: argparse.Namespace) -> list[Mutant]:
    every = [m for path in room.modules(root) for m in mutants(root, path, known)]
    if given.at:
        return [m for m in every if f"{m.path}:{m.line}" in given.at]
    return sample(every, given.size, given.seed)


def _try(
    root: Path, chosen: Sequence[Mutant], room: Room, reached: Reach, most_seconds: float
) -> list[Verdict]:
    known = members_of(root)
    verdicts = []
    for mutant in chosen:
        tests = reached.tests(mutant, room, most_seconds)
        verdicts.append(_verdict(root, mutant, tests, reached, known))
        sys.stdout.write(f"{verdicts[-1]}\n")
        sys.stdout.flush()
    return verdicts


def _table(rooms: dict[str, list[Verdict]]) -> str:
    lines = ["| room | mutants | killed | survived | not reached | killed, % |", "|---" * 6 + "|"]
    for name, verdicts in rooms.items():
        killed = sum(v.is_killed for v in verdicts)
        unreached = sum(v.word == "unreached" for v in verdicts)
        alive = len(verdicts) - killed - unreached
        share = 100 * killed / len(verdicts)
        lines.append(
            f"| {name} | {len(verdicts)} | {killed} | {alive} | {unreached} | {share:.0f} |"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each mutant and a table of the rooms; return 1 if one survived."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutations", description=__doc__)
    parser.add_argument("rooms", nargs="*", default=list(ROOMS), help=", ".join(ROOMS))
    parser.add_argument("--size", type=int, default=40, help="mutants of each room (40)")
    parser.add_argument("--seed", type=int, default=13, help="seed of the sample (13)")
    parser.add_argument("--seconds", type=float, default=15.0, help=SECONDS_HELP)
    parser.add_argument(
        "--reach", type=Path, help="a file that stores which test reaches which statement"
    )
    parser.add_argument("--at", action="append", help="only those at path:line; may be repeated")
    parser.add_argument("--list", action="store_true", help="print the sample without running it")
    given = parser.parse_args(arguments)
    root = Path.cwd()
    known = members_of(root)
    rooms = {name: _chosen(root, ROOMS[name], known, given) for name in given.rooms}
    if given.list:
        sys.stdout.writelines(f"{mutant}\n" for chosen in rooms.values() for mutant in chosen)
        return 0
    rooms = {name: chosen for name, chosen in rooms.items() if chosen}
    warm_up()
    tested = {name: ROOMS[name] if given.seconds else ROOMS[name].alone() for name in rooms}
    reached = reach(root, list(tested.values()), given.reach)
    tried = {
        name: _try(root, chosen, tested[name], reached, given.seconds)
        for name, chosen in rooms.items()
    }
    sys.stdout.write(f"{_table(tried)}\n")
    return int(any(not v.is_killed for verdicts in tried.values() for v in verdicts))


if __name__ == "__main__":
    sys.exit(main())
