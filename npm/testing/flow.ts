/** The flow as one page object: step by step, or to its end. */
import {expect, type Locator} from '@playwright/test';
import {answers, asked, ending, number, person, type Ending, type Person, type StepName} from './contract';
import {
  Agreement, BasicInfoStep, ForgotStep, PhoneStep, ResetContactsStep, ResetStep, Step, SuccessStep,
  type Root, type Values
} from './step';

/** The milliseconds that the slowest carrier of the table and its deadline take. */
const LONGEST = 90_000;
const MOST_STEPS = 12;

/** The answers of `complete`. */
export interface CompleteOptions {
  /** The person whose name and ID card are entered. */
  who?: Person;
  /** Returns the SMS code; 123456 by default. */
  code?: () => string | Promise<string>;
}

/** Each step is a member. The methods here do what most tests need. */
export class H5Flow extends Step {
  readonly basicInfo = new BasicInfoStep(this.root, 'basic_info');
  readonly phone = new PhoneStep(this.root, 'phone');
  readonly verify = new Step(this.root, 'verify');
  readonly waiting = new Step(this.root, 'waiting');
  readonly forgot = new ForgotStep(this.root, 'forgot');
  readonly resetIdentity = new ResetStep(this.root, 'reset_identity');
  readonly resetLoginSms = new ResetStep(this.root, 'reset_login_sms');
  readonly resetSms = new ResetStep(this.root, 'reset_sms');
  readonly resetContacts = new ResetContactsStep(this.root, 'reset_contacts');
  readonly resetPassword = new ResetStep(this.root, 'reset_password');
  readonly success = new SuccessStep(this.root, 'success');
  readonly failed = new Step(this.root, 'failed');
  readonly agreement = new Agreement(this.root);

  constructor(root: Root) {
    super(root);
  }

  /** Opens an address or a session; in a frame it sets the frame's address. */
  async open(address: string | {readonly url: string}): Promise<this> {
    const url = typeof address === 'string' ? address : address.url;
    if ('goto' in this.root) {
      await this.root.goto(url);
    } else {
      await this.root.owner().evaluate((frame, to) => (frame as HTMLIFrameElement).src = to, url);
    }
    return this;
  }

  async expectStep(name: StepName): Promise<this> {
    await this.step(name).expect();
    return this;
  }

  /** Fills P1 for an invented person and submits it; `values` override by field name. */
  async submitBasicInfo(who: Person = person(), values: Values = {}): Promise<this> {
    await this.basicInfo.submitPerson(who, values);
    return this;
  }

  /** Fills P2 and submits it. */
  async submitPhone({tel = '', password = '246813', agree = true} = {}): Promise<this> {
    await this.phone.submit({
      ...(tel && {phone: tel}), service_password: password, ...(agree && {agree: 'yes'})
    });
    return this;
  }

  /** Fills what the carrier asks for on P2 or P3, by field name, and submits it. */
  async submitChallenge(values: Values): Promise<this> {
    const shown = await this.verify.main.count() ? this.verify : this.phone;
    await shown.submit(values);
    return this;
  }

  /** Opens P4 from P2. */
  async forgotPassword(): Promise<this> {
    await this.phone.forgotPassword();
    return this.expectStep('forgot');
  }

  /** Presses 重置密码 (reset password) on P4. Give `tel` if P4 asks for it; `carrier` is the choice of 我已携号转网. */
  async chooseReset(tel = '', carrier = ''): Promise<this> {
    await this.forgot.submit({...(tel && {phone: tel}), ...(carrier && {carrier})});
    return this;
  }

  /** Submits a name and ID card in the first step of a reset. */
  async submitResetIdentity(who: Person = person()): Promise<this> {
    await this.resetIdentity.submit({name: who.name, id_card: who.id_card});
    return this;
  }

  /** Submits values, by field name, in the current step of a reset. */
  async submitReset(values: Values): Promise<this> {
    await this.step(await this.shownName()).submit(values);
    return this;
  }

  /**
   * Submits every step until the scenario ends with 授权成功 (authorized) or with its message.
   * Throws if the flow ends in another way.
   */
  async complete(scenario = '0000', {who = person(), code = () => '123456'}: CompleteOptions = {}): Promise<this> {
    let end = ending(scenario);
    for (let n = 0; n < MOST_STEPS; n += 1) {
      const shown = await this.settled(end);
      if (!shown) {
        return this;
      }
      await this.answer(shown, end, who, code);
      // Start the reset only once.
      end = shown === 'phone' ? {...end, resets: false} : end;
    }
    throw new Error(`the flow does not reach the end of scenario ${scenario}`);
  }

  private step(name: StepName): Step {
    const special = name === 'basic_info' ? this.basicInfo : name === 'forgot' ? this.forgot : undefined;
    return special ?? new Step(this.root, name);
  }

  private async shownName(): Promise<StepName> {
    return await this.main.getAttribute('data-h5-step') as StepName;
  }

  /** Waits for a step that needs an answer; returns undefined at the end. */
  private async settled(end: Ending): Promise<StepName | undefined> {
    const atEnd = this.atEnd(end);
    const settled = this.root.locator('main[data-h5-step]:not([data-h5-step=waiting])');
    await atEnd.or(settled).first().waitFor({timeout: LONGEST});
    if (await atEnd.count()) {
      return undefined;
    }
    const shown = await this.shownName();
    if (!asked.includes(shown)) {
      throw new Error(`scenario ${end.lastFour} ended in the wrong step: ${shown}`);
    }
    return shown;
  }

  private atEnd(end: Ending): Locator {
    return end.message
      ? this.root.locator(`[data-h5-message='${end.message}']:visible`).first()
      : this.success.main;
  }

  private async answer(shown: StepName, end: Ending, who: Person, code: () => string | Promise<string>): Promise<void> {
    const before = await this.root.locator('input[name=_step]').inputValue();
    if (shown === 'basic_info') {
      await this.submitBasicInfo(who, {phone: number(end.lastFour)});
    } else if (shown === 'forgot') {
      await this.chooseReset(await this.forgot.isAsked('phone') ? number(end.lastFour) : '');
    } else if (shown === 'phone' && end.resets) {
      await this.fillNumber(end);
      await this.phone.forgotPassword();
    } else {
      await this.give(shown, end, who, await code());
    }
    await expect(this.root.locator(`input[name=_step][value='${before}']`)).toHaveCount(0, {timeout: LONGEST});
  }

  private async fillNumber(end: Ending): Promise<void> {
    const phone = this.phone.control('phone');
    if (await phone.isEditable() && !await phone.inputValue()) {
      await phone.fill(number(end.lastFour));
    }
  }

  /** Fills everything that the step asks for and submits it. */
  private async give(shown: StepName, end: Ending, who: Person, code: string): Promise<void> {
    const step = this.step(shown);
    if (shown === 'phone') {
      await this.fillNumber(end);
    }
    if (shown === 'reset_contacts') {
      return this.resetContacts.submitNumbers(...[1, 2, 3, 4, 5].map(n => number(`100${n}`)));
    }
    const known: Values = {
      ...answers, ...who, sms_code: code, agree: 'yes'
    };
    const given: Record<string, string> = {};
    for (const [name, value] of Object.entries(known)) {
      if (await step.isAsked(name)) {
        given[name] = value;
      }
    }
    return step.submit(given);
  }
}
