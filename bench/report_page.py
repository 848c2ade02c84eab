"""`python -m bench.report_page`: write docs/report.md from the rule file."""

from pathlib import Path

from h5kit.report.rules import Rule, Rules, packaged

PAGE = Path(__file__).parents[1] / "docs" / "report.md"

HEAD = """# How the report is computed

Made from `h5kit/data/report-v1.toml` by `python -m bench.report_page`; a test keeps it current.

Time zone Asia/Shanghai. The report's time is an argument, so that the same records and the same
time always give the same report. All values come from one pass over the calls and one look-up in
the number directory. `h5kit report --records FILE` computes it from a file; `h5kit schemas` has
its JSON Schema.
"""

KNOWLEDGE = """## What is known about numbers

Region, yellow-page name, mark and financial tags come from the number directory. The embedded one
has public service numbers, regions by number block and area code, and made-up numbers for the
sandbox. A list of your own (`--directory FILE`) wins over it: CSV in UTF-8 with the columns
`number,name,description,categories,tags,mark,marked`, several words in a cell with `|` between
them. Another service can be asked over HTTP (`[directory]` of the [settings](deploy.md)): POST of
`{"tels": […]}`, a thousand at most, an answer of the shape of section 八 (`/itag`), any part of
a tag left out; `itag_ids` are those of `[financial_tags]`. What it doesn't tell of a number, or
tells so that it can't be read, is taken from the lists. It sees all numbers of a log.
"""

READINGS = """## Where the source leaves a choice

- **Silence** goes from one call's start to the next one's; a month that the carrier failed to give
  is none.
- **Both-way numbers** are a share of all numbers, so that it stays within 0 to 100.
- **A row of a tag without calls** has `"0"`, since a numeric text is never empty; only its time is.
- **Contact labels** need 60 seconds in all: the source's sample labels the number of 153 seconds
  and leaves out the one of 56.
- **`first_call_time`** is given for a number with one call, too.
- **`last_week`** of the score tells first and last time, as table 七.4 says (its sample has none).
- **Calls outside the six months**, or after the report's time, are listed in `invalid_call_log`.
"""


def page(rules: Rules) -> str:
    """Return the page."""
    parts = [HEAD, _settings(rules), _degrees(rules), KNOWLEDGE, READINGS, _values(rules)]
    return "\n".join(parts)


def _settings(rules: Rules) -> str:
    window, abnormal, contacts = rules.window, rules.abnormal, rules.contacts
    rows = [
        f"- Version {rules.version}; {window.months} calendar months, the present one included.",
        (
            f"- Silence: {window.silence_least_days} whole days or more,"
            f" within {window.silence_days} days."
        ),
        f"- Top lists: {contacts.most} rows.",
        (
            f"- Dunning: tag {rules.kinds.dunning_tag};"
            f" suspected: mark {', '.join(rules.kinds.suspected_marks)}."
        ),
        (
            f"- Abnormal from: {abnormal.silence_max_days} silent days at a time,"
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
    head = ["## Degrees of dunning", "", "A value is of the degree whose bound it reaches.", ""]
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
