"""The command `h5kit`. Every command has --help, exits 0 on success and prints one-line errors."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

import click

from h5kit import __version__
from h5kit.commands.audit import audit
from h5kit.commands.banners import demo_banner
from h5kit.commands.deliveries import deliveries
from h5kit.commands.errors import OneLineErrors
from h5kit.commands.keys import keys
from h5kit.commands.limits import limits
from h5kit.commands.listen import listen
from h5kit.commands.ports import PORT, RECEIVER, LoopbackAddress, bound_to
from h5kit.commands.sandbox import sandbox
from h5kit.commands.serve import serve
from h5kit.commands.users import users
from h5kit.commands.worker import worker


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """The page where a person authorizes access to phone-bill records, and its sandbox."""


for command in (serve, deliveries, limits, listen, keys, users, audit, worker, sandbox):
    main.add_command(command)


@main.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--data", type=click.Path(path_type=Path), help="Folder for the data.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line once ready.")
@click.option("--receiver", type=RECEIVER, default="", help="Where authorizations are pushed.")
@click.option(
    "--report-receiver",
    type=RECEIVER,
    default="",
    help="Where reports' statuses are pushed.",
)
@click.option(
    "--records-receiver",
    type=RECEIVER,
    default="",
    help="Where call records are pushed.",
)
@click.option(
    "--records-encryption",
    type=click.Choice(["AES-256-CBC", "AES-256-GCM"]),
    help="How pushed call records are encrypted.",
)
@click.option(
    "--redirect", type=LoopbackAddress(), default="", help="Address that 关闭 (close) opens."
)
@click.option("--partners", type=click.Path(path_type=Path), help="TOML file of further partners.")
@click.option("--rules", type=click.Path(path_type=Path), help="TOML file of reset rules.")
def demo(
    *,
    port: int,
    host: str,
    data: Path | None,
    as_json: bool,
    receiver: str,
    report_receiver: str,
    records_receiver: str,
    records_encryption: Literal["AES-256-CBC", "AES-256-GCM"] | None,
    redirect: str,
    partners: Path | None,
    rules: Path | None,
) -> None:
    """Run the whole product: SQLite, the sandbox carrier, one demo partner."""
    from h5kit import logs
    from h5kit.carrier.reset_rules import RulesError
    from h5kit.demo import ADMIN, make_demo
    from h5kit.entry.partners import PartnerFileError
    from h5kit.resources import NotBuiltError
    from h5kit.serving import address_of, run
    from h5kit.store.databases import OpeningError

    bound = bound_to(host, port, '--port {0}, or make demo ARGS="--port {0}"')
    base = address_of(bound)
    has_receiver = bool(receiver or report_receiver or records_receiver)
    with tempfile.TemporaryDirectory(prefix="h5kit-") as temporary:
        folder = data or Path(temporary)
        logs.configure(quiet=not as_json)
        try:
            prepared = make_demo(
                folder,
                redirect_url=redirect,
                auth_receiver=receiver,
                report_receiver=report_receiver,
                records_receiver=records_receiver,
                records_encryption=records_encryption or "",
                console_receiver="" if has_receiver else f"{base}/sandbox/receiver",
                partners_file=partners,
                rules_file=rules,
            )
        except (PartnerFileError, RulesError, OpeningError, NotBuiltError) as fault:
            bound.close()
            raise click.ClickException(str(fault)) from None
        except OSError as fault:
            bound.close()
            raise click.ClickException(f"{folder} can't be used: {fault.strerror}") from None
        partner = prepared.partner
        info = {
            "base_url": base,
            "sandbox_url": f"{base}/sandbox",
            "partner": {
                "appid": partner.appid,
                "token": partner.token,
                "secret": partner.secret,
                "name": partner.name,
            },
            "admin": {"user": ADMIN, "password": prepared.admin_password},
            "data": str(folder),
        }
        run(
            prepared.app,
            bound,
            lambda: click.echo(json.dumps(info) if as_json else demo_banner(info)),
        )


@main.command()
@click.option("--json", "as_json", is_flag=True)
def scenarios(*, as_json: bool) -> None:
    """Print the sandbox's scenario table."""
    from h5kit.carrier.sandbox import SCENARIOS

    rows = [s.to_json() for s in SCENARIOS]
    _print(rows, as_json=as_json, columns=("last_four", "title", "english"))


@main.command()
@click.option("--json", "as_json", is_flag=True)
def messages(*, as_json: bool) -> None:
    """Print the catalogue of messages."""
    from h5kit.messages import CATALOGUE

    rows = [
        {
            "code": m.code,
            "text": m.text,
            "english": m.english,
            "field": m.field,
            "severity": m.severity.value,
            "statuses": list(m.statuses),
            "recoveries": [r.value for r in m.recoveries],
            "wait_seconds": m.wait_seconds,
        }
        for m in CATALOGUE.values()
    ]
    _print(rows, as_json=as_json, columns=("code", "severity", "text"))


@main.command()
@click.option("--json", "as_json", is_flag=True)
def flow(*, as_json: bool) -> None:
    """Print the state machine as a Mermaid diagram."""
    from h5kit.flow import machine

    click.echo(json.dumps(machine.to_json(), ensure_ascii=False) if as_json else machine.mermaid())


@main.command()
@click.argument("numbers", nargs=-1)
@click.option(
    "--rules", type=click.Path(path_type=Path), help="TOML file instead of the package's."
)
@click.option("--json", "as_json", is_flag=True)
def check(*, numbers: tuple[str, ...], rules: Path | None, as_json: bool) -> None:
    """Check the rules of the password reset, and print the rule of each of NUMBERS."""
    from h5kit import rule_listing
    from h5kit.carrier.reset_rules import RulesError, packaged, read

    try:
        known = read(rules) if rules else packaged()
        of_numbers = rule_listing.of_numbers(known, numbers)
    except (RulesError, ValueError) as fault:
        raise click.ClickException(str(fault)) from None
    rows = [rule_listing.of_rule(row) for row in known.rows]
    if as_json:
        click.echo(json.dumps({"rules": rows, "numbers": of_numbers}, ensure_ascii=False))
        return
    for line in rule_listing.lines(of_numbers or rows):
        click.echo(line)


@main.command()
@click.option(
    "--records", type=click.Path(path_type=Path), required=True, help="JSON file of call records."
)
@click.option("--applicant", type=click.Path(path_type=Path), help="JSON file like contactor.")
@click.option("--directory", type=click.Path(path_type=Path), help="CSV of known numbers.")
@click.option("--at", default="", help="Time of the report, epoch seconds or ISO; default now.")
@click.option("--json", "kind", flag_value="report", help="Print the whole report.")
@click.option("--score", "kind", flag_value="score", help="Print the dunning score.")
@click.option("--tags", "kind", flag_value="tags", help="Print the number tags.")
def report(
    *, records: Path, applicant: Path | None, directory: Path | None, at: str, kind: str | None
) -> None:
    """Compute the operator report from files; print a summary, or a document as JSON."""
    import msgspec

    from h5kit import report_files
    from h5kit.records import RecordsError
    from h5kit.report import report_of, score_of, tags_of
    from h5kit.report.directory import ListingError

    try:
        study = report_files.study(records, applicant, directory, report_files.moment(at))
    except (report_files.FileError, RecordsError, ListingError) as fault:
        raise click.ClickException(str(fault)) from None
    documents = {"report": report_of, "score": score_of, "tags": tags_of}
    if kind is None:
        click.echo("\n".join(report_files.lines(study)))
        return
    click.echo(msgspec.json.encode(documents[kind](study)))


@main.command()
@click.option("--write", type=click.Path(path_type=Path), help="Folder to write the schemas to.")
@click.option("--json", "as_json", is_flag=True, help="Print all of them as one JSON object.")
def schemas(*, write: Path | None, as_json: bool) -> None:
    """Print the names of the JSON Schemas of all documents and pushes, or write them."""
    from h5kit import schemas as all_schemas

    if write:
        try:
            all_schemas.write(write)
        except OSError as fault:
            raise click.ClickException(f"{write} can't be written: {fault.strerror}") from None
    by_name = {name: all_schemas.schema(name) for name in all_schemas.NAMES}
    if as_json:
        click.echo(json.dumps(by_name, ensure_ascii=False))
        return
    for name, schema in by_name.items():
        click.echo(f"{name}  {schema['title']}")


def _print(rows: list[dict[str, Any]], *, as_json: bool, columns: tuple[str, ...]) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("  ".join(str(row[column]) for column in columns))


if __name__ == "__main__":
    sys.exit(main())
