/** Names, texts and tables that the pages guarantee; the build takes them from the Python code. */
import json = require('./contract.json');

export type StepName =
  | 'basic_info' | 'phone' | 'verify' | 'waiting' | 'forgot' | 'reset_identity' | 'reset_login_sms'
  | 'reset_sms' | 'reset_contacts' | 'reset_password' | 'success' | 'failed';
export type Carrier = '移动' | '联通' | '电信';
type Word =
  | 'forgot' | 'agreement' | 'resend' | 'another_picture' | 'city' | 'restart' | 'copy' | 'close'
  | 'cross' | 'back_to_phone' | 'back' | 'red_line';

/** A message, and the last four digits of a number that gets it. */
export interface Message {
  readonly code: number;
  readonly text: string;
  readonly english: string;
  readonly recoveries: readonly string[];
  readonly scenario: string;
}

/** A row of the scenario table. `message` is the message it ends with, 0 for 授权成功 (authorized). */
export interface Scenario {
  readonly last_four: string;
  readonly title: string;
  readonly english: string;
  readonly message: number;
  readonly resets: boolean;
}

/** An invented person. */
export interface Person {
  readonly name: string;
  readonly id_card: string;
  readonly service_password: string;
  readonly new_password: string;
  readonly contact: string;
}

/** How a scenario ends. With `resets` the flow goes through 忘记密码 (forgot password) before the login. */
export interface Ending {
  readonly lastFour: string;
  readonly message: number;
  readonly resets: boolean;
}

interface Contract {
  readonly steps: Readonly<Record<StepName, {readonly button: string}>>;
  readonly words: Readonly<Record<Word, string>>;
  readonly translations: Readonly<Record<string, readonly string[]>>;
  readonly messages: readonly Message[];
  readonly scenarios: readonly Scenario[];
  readonly patterns: Readonly<Record<string, {readonly resets: boolean}>>;
  readonly asked: readonly string[];
  /** Answers that the sandbox accepts from any person, by field name. */
  readonly answers: Readonly<Record<string, string>>;
  /** Ranges of the first seven digits of numbers, by region: `1340001+100` is 100 values. */
  readonly blocks: Readonly<Record<Carrier, Readonly<Record<string, readonly string[]>>>>;
  /** Regions with reset rules of their own. */
  readonly ruled: Readonly<Record<Carrier, readonly string[]>>;
  readonly people: readonly Person[];
  readonly home: Readonly<Record<string, string>>;
}
const data: Contract = json;

export const words = data.words;
export const home = data.home;
export const asked = data.asked;
export const answers = data.answers;

/** Every message that a page can show. */
export function messages(): readonly Message[] {
  return data.messages;
}

/** The rows whose last four digits begin with `like` (`'30'`: the resets). */
export function scenarios(like = ''): readonly Scenario[] {
  return data.scenarios.filter(row => row.last_four.startsWith(like));
}

/** The text of a step's button. */
export function buttonOf(step: StepName): string {
  return data.steps[step].button;
}

/** Matches the whole text in any language; a number may end it, as in 复制10086. */
export function inAnyLanguage(chinese: string): RegExp {
  const text = chinese.replace(/\d+$/, '');
  const translations = data.translations[text] ?? [];
  const forms = [chinese, ...translations.map(form => form.replace('%(number)s', chinese.slice(text.length)))];
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

/** How a number with these last four digits ends; throws RangeError if the table has no such row. */
export function ending(lastFour: string): Ending {
  checkRow(lastFour);
  const pattern = data.patterns[lastFour.slice(0, 2)];
  if (pattern) {
    return {lastFour, message: Number(lastFour.slice(2)), resets: pattern.resets};
  }
  const row = data.scenarios.find(scenario => scenario.last_four === lastFour);
  return {lastFour, message: row?.message ?? 0, resets: row?.resets ?? false};
}

function checkRow(lastFour: string): void {
  const isRow = lastFour.slice(0, 2) in data.patterns
    ? Number(lastFour.slice(2)) <= data.messages.length
    : data.scenarios.some(row => row.last_four === lastFour);
  if (!/^\d{4}$/.test(lastFour) || !isRow) {
    throw new RangeError(`'${lastFour}' is not a row of the scenario table (h5kit scenarios)`);
  }
}

function check(kind: string, given: string | undefined, known: readonly string[]): void {
  if (given !== undefined && !known.includes(given)) {
    throw new RangeError(`${kind} '${given}' is not one of ${known.join(', ')}`);
  }
}

let serial = Math.floor(Math.random() * 1_000_000);

/**
 * A new phone number for a row of the scenario table. Without a region its password can be reset
 * online. Throws RangeError for digits without a row, an unknown carrier, or an unknown region (广东).
 */
export function number(lastFour: string, carrier?: Carrier, region?: string): string {
  const carriers = Object.keys(data.blocks) as Carrier[];
  checkRow(lastFour);
  check('carrier', carrier, carriers);
  check('region', region, Object.keys(data.blocks['移动']));
  const runs = (carrier ? [carrier] : carriers).flatMap(one => Object.entries(data.blocks[one])
    .filter(([place]) => region ? place === region : !data.ruled[one].includes(place))
    .flatMap(([, found]) => found.map(run => run.split('+').map(Number) as [number, number])));
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
export function person(): Person {
  serial += 1;
  return data.people[serial % data.people.length] as Person;
}
