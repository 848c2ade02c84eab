"""`python -m bench.report_page`: generate docs/report.md from the rule file."""

from pathlib import Path

from h5kit.report.rules import Rule, Rules, packaged

PAGE = Path(__file__).parents[1] / "docs" / "report.md"

HEAD = """# How the report is computed

`python -m bench.report_page` makes this page from `h5kit/data/report-v1.toml`, and a test keeps it
up to date.

- The time zone is Asia/Shanghai.
- The report's time is an argument: the same records and the same time always give the same report.
- All values come from one pass over the calls and one look-up in the number directory.
- `h5kit report --records FILE` computes a report from a file. `h5kit schemas` has its JSON Schema.
"""

KNOWLEDGE = """## The number directory

Region, yellow-page name, mark and financial tags of a number come from the number directory. It
combines these sources; for each value the first source that has it counts:

1. **A service of yours over HTTP** (`[directory]` in the [settings](deploy.md)). It gets POSTs
   of `{"tels": […]}` with at most a thousand numbers each, and so sees all numbers of a call log.
   It answers in the format of `/itag`, and may leave out any part of a tag. `itag_ids` are those of
   `[financial_tags]` in the rule file. h5kit ignores a tag that it cannot read.
2. **A list of yours** (`--directory FILE`, or `results.numbers` in the settings): CSV in UTF-8
   with the columns `number,name,description,categories,tags,mark,marked`. Separate several words
   in a cell by `|`.
3. **The embedded lists**: public service numbers, regions by number block and area code, and
   invented numbers for the sandbox.
"""

READINGS = """## Where the source document leaves a choice

- **Silence** lasts from the start of one call to the start of the next. A month that the carrier
  did not return is no silence.
- **Numbers with calls in both directions** are given as a share of all numbers, from 0 to 100.
- **A tag without calls** has `"0"` in its numeric texts. Only its time is empty.
- **Contact labels** need calls of 60 seconds in all: the sample in the source document labels the
  number with 153 seconds and not the one with 56.
- **`first_call_time`** is also given for a number with one call.
- **`last_week`** of the dunning score has the first and the last time, as the source document's
  table of the score says (its sample has none).
- **Calls outside the six months**, or after the report's time, are listed in `invalid_call_log`.
"""


def page(rules: Rules) -> str:
    """Return the text of the page."""
    parts = [HEAD, _settings(rules), _degrees(rules), KNOWLEDGE, READINGS, _values(rules)]
    return "\n".join(parts)


def _settings(rules: Rules) -> str:
    window, abnormal, contacts = rules.window, rules.abnormal, rules.contacts
    rows = [
        f"- Version {rules.version}; {window.months} calendar months, including the current one.",
        (
            f"- Silence: {window.silence_least_days} whole days or more,"
            f" within the last {window.silence_days} days."
        ),
        f"- Top lists: {contacts.most} rows.",
        (
            f"- Dunning: numbers with the tag {rules.kinds.dunning_tag};"
            f" suspected: numbers with the mark {', '.join(rules.kinds.suspected_marks)}."
        ),
        (
            f"- Abnormal from: {abnormal.silence_max_days} days in one silence,"
            f" {abnormal.silences_30} silences in 30 days, {abnormal.silences_90} in 90,"
            f" {abnormal.cheap_months} months below {abnormal.cheap_month_fen / 100:.0f} yuan,"
            f" {abnormal.quiet_months} months below {abnormal.quiet_month_calls} calls,"
            f" {abnormal.calls_110} calls with 110, {abnormal.calls_law} with 公检法,"
            f" {abnormal.calls_lawyer} with lawyers; an age below {abnormal.open_days} days;"
            f" marks {' '.join(abnormal.marks)}; tags {' '.join(abnormal.tags)}."
        ),
        "",
    ]
    return "\n".join(["## Settings", "", *rows])


def _degrees(rules: Rules) -> str:
    rows = [f"| `{name}` | {a} | {b} | {c} |" for name, (a, b, c) in rules.degrees.items()]
    head = [
        "## Degrees of dunning",
        "",
        "A value has the highest degree whose bound it reaches.",
        "",
    ]
    return "\n".join(
        [*head, "| value | 1 from | 2 from | 3 from |", "| --- | --- | --- | --- |", *rows, ""]
    )


def _values(rules: Rules) -> str:
    head = ["## Every value", "", "| value | computed as | unit | rounding | without data |"]
    return "\n".join([*head, "| --- | --- | --- | --- | --- |", *map(_row, rules.rule), ""])


def _row(rule: Rule) -> str:
    fields = "<br>".join(f"`{field}`" for field in rule.fields)
    return f"| {fields} | {rule.formula} | {rule.unit} | {rule.rounding} | {rule.missing} |"


if __name__ == "__main__":
    PAGE.write_text(page(packaged()), "utf-8")
