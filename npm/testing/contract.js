"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.answers = exports.asked = exports.home = exports.words = void 0;
exports.messages = messages;
exports.scenarios = scenarios;
exports.buttonOf = buttonOf;
exports.either = either;
exports.textOf = textOf;
exports.ending = ending;
exports.number = number;
exports.person = person;
/** What the pages promise, made from the Python code by `python npm/build_testing.py`. */
const json = require("./contract.json");
const data = json;
exports.words = data.words;
exports.home = data.home;
exports.asked = data.asked;
exports.answers = data.answers;
/** The 55 messages. */
function messages() {
    return data.messages;
}
/** The rows whose digits begin so (`'30'`: the resets). */
function scenarios(like = '') {
    return data.scenarios.filter(row => row.last_four.startsWith(like));
}
/** The words of a step's button. */
function buttonOf(step) {
    return data.steps[step].button;
}
/** The whole of a text as pages of either language have it. */
function either(said) {
    // A number at the end stays: 复制10086.
    const text = said.replace(/\d+$/, '');
    const forms = [said, (data.english[text] ?? text) + said.slice(text.length)];
    return new RegExp(`^(?:${forms.map(form => form.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('|')})$`);
}
/** A message's exact text; `contact` is the N of messages 10 to 15. */
function textOf(code, contact = 1) {
    const found = data.messages.find(message => message.code === code);
    if (!found) {
        throw new RangeError(`there is no message ${code}`);
    }
    return found.text.replace('1', code >= 10 && code <= 15 ? String(contact) : '1');
}
/** Where a number that ends in these digits leads; throws RangeError for no row of the table. */
function ending(lastFour) {
    checkRow(lastFour);
    const pattern = data.patterns[lastFour.slice(0, 2)];
    if (pattern) {
        return { lastFour, message: Number(lastFour.slice(2)), resets: pattern.resets };
    }
    const row = data.scenarios.find(scenario => scenario.last_four === lastFour);
    return { lastFour, message: row?.message ?? 0, resets: row?.resets ?? false };
}
function checkRow(lastFour) {
    const isRow = lastFour.slice(0, 2) in data.patterns
        ? Number(lastFour.slice(2)) <= data.messages.length
        : data.scenarios.some(row => row.last_four === lastFour);
    if (!/^\d{4}$/.test(lastFour) || !isRow) {
        throw new RangeError(`'${lastFour}' is no row of the scenario table (h5kit scenarios)`);
    }
}
function check(kind, given, known) {
    if (given !== undefined && !known.includes(given)) {
        throw new RangeError(`${kind} '${given}' is none of ${known.join(', ')}`);
    }
}
let serial = Math.floor(Math.random() * 1_000_000);
/**
 * A number that scripts the sandbox, another one each time; it can be reset online where no region
 * is named. Throws RangeError for digits that are no row of the scenario table, and for a carrier or
 * a region (广东) that there isn't.
 */
function number(lastFour, carrier, region) {
    const carriers = Object.keys(data.blocks);
    checkRow(lastFour);
    check('carrier', carrier, carriers);
    check('region', region, Object.keys(data.blocks['移动']));
    const runs = (carrier ? [carrier] : carriers).flatMap(one => Object.entries(data.blocks[one])
        .filter(([place]) => region ? place === region : !data.ruled[one].includes(place))
        .flatMap(([, found]) => found.map(run => run.split('+').map(Number))));
    serial += 1;
    let nth = serial % runs.reduce((sum, [, count]) => sum + count, 0);
    for (const [first, count] of runs) {
        if (nth < count) {
            return `${first + nth}${lastFour}`;
        }
        nth -= count;
    }
    throw new RangeError('there are no numbers');
}
/** Another invented person. */
function person() {
    serial += 1;
    return data.people[serial % data.people.length];
}
