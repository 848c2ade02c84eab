"""The built scripts and stylesheets are up to date and use no newer syntax than promised."""

import subprocess
from pathlib import Path

import pytest

from h5kit import cli, resources
from h5kit.resources import NotBuiltError, built
from tools import node, static_files

ACORN = node.MODULES / "acorn" / "bin" / "acorn"
SCRIPTS = [path.name for path in static_files.sources() if path.suffix == ".js"]
STALE = "run make generated"


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def _small(folder: Path, name: str, text: str) -> str:
    """Return the minified text."""
    (folder / "made").mkdir()
    (folder / name).write_text(text)
    node.run(node.JAVASCRIPT / "minify.mjs", folder, folder / "made", name)
    return (folder / "made" / name).read_text()


def _is_es5(path: Path) -> bool:
    run, _ = node.commands()
    command = [*run, str(ACORN), "--ecma5", "--silent", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def test_the_built_files_are_up_to_date(tmp_path: Path) -> None:
    static_files.build(tmp_path)
    made = {**_texts(tmp_path), static_files.SUMS.name: static_files.sums()}
    assert _texts(static_files.BUILT) == made, STALE
    assert not static_files.is_changed()


def test_a_changed_source_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "sums", lambda: "another")
    assert static_files.is_changed()


def test_a_script_of_ours_is_es5(subtests: pytest.Subtests) -> None:
    for script in SCRIPTS:
        with subtests.test(script=script):
            node.install()
            assert _is_es5(static_files.BUILT / script)
            assert _is_es5(static_files.STATIC / script)


@pytest.mark.parametrize("newer", ["() => 1", "var {a} = b;", "try { a(); } catch { b(); }"])
def test_newer_syntax_in_a_script_would_be_detected(tmp_path: Path, newer: str) -> None:
    node.install()
    path = tmp_path / "newer.js"
    path.write_text(newer)
    assert not _is_es5(path)


def test_an_unused_catch_variable_stays(tmp_path: Path) -> None:
    assert "catch(" in _small(tmp_path, "a.js", "try { a(); } catch (ignored) { b(); }")


def test_a_stylesheet_has_no_syntax_newer_than_2016(tmp_path: Path) -> None:
    sheet = "a { top: 0; right: 0; bottom: 0; left: 0 } @media (max-width: 9em) { a { top: 1px } }"
    assert _small(tmp_path, "a.css", sheet) == (
        "a{top:0;right:0;bottom:0;left:0}@media(max-width:9em){a{top:1px}}"
    )


def test_a_broken_stylesheet_is_not_built(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        _small(tmp_path, "a.css", "a { color red }")


def test_a_server_without_built_files_names_the_command_that_builds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(resources, "static_dir", lambda: tmp_path)
    with pytest.raises(NotBuiltError):
        built("h5kit.css")
    with pytest.raises(SystemExit) as ended:
        cli.main(["demo", "--port", "0"])
    assert ended.value.code == 1
    told = f"Error: {tmp_path / 'built'} is missing: run make generated\n"
    assert capsys.readouterr().err == told
