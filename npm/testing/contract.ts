/** What the pages promise, made from the Python code by `python npm/build_testing.py`. */
import json = require('./contract.json');

export type StepName =
  | 'basic_info' | 'phone' | 'verify' | 'waiting' | 'forgot' | 'reset_identity' | 'reset_login_sms'
  | 'reset_sms' | 'reset_contacts' | 'reset_password' | 'success' | 'failed';
export type Carrier = '移动' | '联通' | '电信';
type Word =
  | 'forgot' | 'agreement' | 'resend' | 'another_picture' | 'city' | 'restart' | 'copy' | 'close'
  | 'cross' | 'back_to_phone' | 'back' | 'red_line';

/** One of the 55 messages, and the last four digits of a number that meets it. */
export interface Message {
  readonly code: number;
  readonly text: string;
  readonly english: string;
  readonly recoveries: readonly string[];
  readonly scenario: string;
}

/** A row of the scenario table; it ends in `message`, 0 for 授权成功. */
export interface Scenario {
  readonly last_four: string;
  readonly title: string;
  readonly english: string;
  readonly message: number;
  readonly resets: boolean;
}

/** Somebody who doesn't exist. */
export interface Person {
  readonly name: string;
  readonly id_card: string;
  readonly service_password: string;
  readonly new_password: string;
  readonly contact: string;
}

/** Where a scenario ends; with `resets` the flow goes through 忘记密码 before it logs in. */
export interface Ending {
  readonly lastFour: string;
  readonly message: number;
  readonly resets: boolean;
}

interface Contract {
  readonly steps: Readonly<Record<StepName, {readonly button: string}>>;
  readonly words: Readonly<Record<Word, string>>;
  readonly english: Readonly<Record<string, string>>;
  readonly messages: readonly Message[];
  readonly scenarios: readonly Scenario[];
  readonly patterns: Readonly<Record<string, {readonly resets: boolean}>>;
  readonly asked: readonly string[];
  readonly blocks: Readonly<Record<Carrier, readonly string[]>>;
  readonly people: readonly Person[];
  readonly home: Readonly<Record<string, string>>;
}
const data: Contract = json;

export const words = data.words;
export const home = data.home;
export const asked = data.asked;

/** The 55 messages. */
export function messages(): readonly Message[] {
  return data.messages;
}

/** The rows whose digits begin so (`'30'`: the resets). */
export function scenarios(like = ''): readonly Scenario[] {
  return data.scenarios.filter(row => row.last_four.startsWith(like));
}

/** The words of a step's button. */
export function buttonOf(step: StepName): string {
  return data.steps[step].button;
}

/** The whole of a text as pages of either language have it. */
export function either(said: string): RegExp {
  // A number at the end stays: 复制10086.
  const text = said.replace(/\d+$/, '');
  const forms = [said, (data.english[text] ?? text) + said.slice(text.length)];
  return new RegExp(`^(?:${forms.map(form => form.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('|')})$`);
}

/** A message's exact text; `contact` is the N of messages 10 to 15. */
export function textOf(code: number, contact = 1): string {
  const found = data.messages.find(message => message.code === code);
  if (!found) {
    throw new RangeError(`there is no message ${code}`);
  }
  return found.text.replace('1', code >= 10 && code <= 15 ? String(contact) : '1');
}

/** Where a number that ends in these digits leads. */
export function ending(lastFour: string): Ending {
  const pattern = data.patterns[lastFour.slice(0, 2)];
  if (pattern) {
    return {lastFour, message: Number(lastFour.slice(2)), resets: pattern.resets};
  }
  const row = data.scenarios.find(scenario => scenario.last_four === lastFour);
  return {lastFour, message: row?.message ?? 0, resets: row?.resets ?? false};
}

let serial = Math.floor(Math.random() * 10_000);

/** A number that scripts the sandbox, another one each time; it can be reset online. */
export function number(lastFour: string, carrier?: Carrier): string {
  const blocks = carrier ? data.blocks[carrier] : Object.values(data.blocks).flat();
  serial += 1;
  return `${blocks[serial % blocks.length]}${lastFour}`;
}

/** Another invented person. */
export function person(): Person {
  serial += 1;
  return data.people[serial % data.people.length] as Person;
}
