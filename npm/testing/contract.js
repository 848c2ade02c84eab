"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.asked = exports.home = exports.words = void 0;
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
/** Where a number that ends in these digits leads. */
function ending(lastFour) {
    const pattern = data.patterns[lastFour.slice(0, 2)];
    if (pattern) {
        return { lastFour, message: Number(lastFour.slice(2)), resets: pattern.resets };
    }
    const row = data.scenarios.find(scenario => scenario.last_four === lastFour);
    return { lastFour, message: row?.message ?? 0, resets: row?.resets ?? false };
}
let serial = Math.floor(Math.random() * 10_000);
/** A number that scripts the sandbox, another one each time; it can be reset online. */
function number(lastFour, carrier) {
    const blocks = carrier ? data.blocks[carrier] : Object.values(data.blocks).flat();
    serial += 1;
    return `${blocks[serial % blocks.length]}${lastFour}`;
}
/** Another invented person. */
function person() {
    serial += 1;
    return data.people[serial % data.people.length];
}
