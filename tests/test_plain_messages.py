"""The linter finds plain numbers where a message or a status is meant, and nothing else."""

from tools.plain_messages import findings, in_template

PLAIN = {
    "a comparison": ("if refused.message == 37: pass", 37),
    "the other way round": ("if 25 != shown.code: pass", 25),
    "one of several": ("if message in {21, CODE}: pass", 21),
    "what is picked": ("assert visit.messages[0] == 1", 1),
    "a set made of a list": ("assert {3} <= set(visit.messages)", 3),
    "a pair": ('assert (visit.step, visit.messages) == ("phone", [18])', 18),
    "either of two": ("assert visit.messages == [refused.message if refused else 55]", 55),
    "an argument by place": ("Refused(21)", 21),
    "an argument of a method": ("flow.expect_message(37)", 37),
    "the second argument": ('flow.expect_fault("name", 1)', 1),
    "an argument by name": ("Shown(code=25, field='')", 25),
    "a member by its number": ("Message(48).text()", 48),
    "a default": ("def failed(name, message=21): pass", 21),
    "a default by name": ("def failed(*, code=3): pass", 3),
    "a value of a dict": ('made = {"code": 12}', 12),
    "a loop": ("for code in (25, LATER): pass", 25),
    "a comprehension": ("all(shows(code) for code in [9])", 9),
    "a table of cases": ('@parametrize("word, code", [("", 28)])\ndef test(): pass', 28),
    "a table of a loop": ('for word, code in [("", 28)]: pass', 28),
    "a column of cases": ('@parametrize("code", [26])\ndef test(): pass', 26),
    "a status": ("said(4016)", 4016),
    "a status of an answer": ('assert answer["status"] == 3101', 3101),
    "a constant": ("BUSY = 55\nRefused(BUSY)", 55),
    "one of two constants": ("FAILED, OVER = 21, 25\nRefused(OVER)", 25),
    "a typed constant": ("LOST: Final = frozenset({46})\nassert refused.message in LOST", 46),
}
FINE = {
    "a name": "Refused(Message.WRONG_CODE)",
    "none": "assert flow.message == 0",
    "another number": "assert flow.contacts == 3",
    "an HTTP status": "assert answer.status == 404",
    "a message that is computed": "Message(int(last_four[2:]))",
    "other arguments": "Refused(Message.WRONG_CODE, sms_seconds=60)",
    "a constant of something else": "MOST = 55\nassert len(found) < MOST",
    "an SMS code": 'submit(sms_code="123456")',
    "other columns": '@parametrize(("n", "code"), [(1, Message.OK)])\ndef test(): pass',
    "an exit code": "with raises(SystemExit) as ended: end()\nassert ended.value.code == 1",
    "a truth": "assert refused.message == True",
}


def test_plain_numbers_for_messages_are_found_and_nothing_else() -> None:
    sources = {name: source for name, (source, _) in PLAIN.items()} | FINE
    found = {
        name: [f.number for f in findings({"h5kit/some.py": text})]
        for name, text in sources.items()
    }
    assert found == {name: [n] for name, (_, n) in PLAIN.items()} | {name: [] for name in FINE}


def test_a_finding_has_its_file_and_line() -> None:
    (found,) = findings({"h5kit/some.py": "\nRefused(21)"})
    assert str(found) == "h5kit/some.py:2: 21 is a plain number, name the Message"


def test_a_constant_of_another_module_is_found_where_it_is_used() -> None:
    sources = {
        "h5kit/one.py": "SAME_PASSWORD = 32",
        "h5kit/two.py": "from h5kit.one import SAME_PASSWORD as SAME\n\nFault(SAME, 'new')",
    }
    assert [(f.path, f.line, f.number) for f in findings(sources)] == [("h5kit/two.py", 3, 32)]


def test_a_template_that_compares_with_a_number_is_found() -> None:
    texts = {
        "{% if n.code == 23 %}": [(1, 23)],
        "<p>\n{% if n.code not in (24, 23) %}": [(2, 24)],
        "{% if message != 5 %}": [(1, 5)],
        "{% if n.code not in (Message.QUERY_RUNNING,) %}": [],
        '<input name="sms_code" maxlength="8">': [],
    }
    assert {t: [(f.line, f.number) for f in in_template("", t)] for t in texts} == texts
