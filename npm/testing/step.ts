/** A step of the flow: what a person sees and can do there. */
import {expect, type Frame, type FrameLocator, type Locator, type Page} from '@playwright/test';
import {buttonOf, inAnyLanguage, home, number, person, textOf, words, type Person, type StepName} from './contract';

/** Where the flow is shown: a page, or a frame of one. */
export type Root = Page | Frame | FrameLocator;
/** Values by field name. */
export type Values = Readonly<Record<string, string>>;

const PATIENCE = 15_000;
/** How long a pointer is led to what stands in a frame before it is clicked all the same. */
const POINTING = 5_000;

function isFramed(root: Root): boolean {
  return 'parentFrame' in root ? root.parentFrame() !== null : 'owner' in root;
}

/**
 * Clicks something that a step shows, once the browser leads a pointer there. What shows a frame
 * draws it a moment after it has grown, and until then Chromium gives a click on the new part to
 * the page around it, where it is lost (one in 200 was).
 */
async function touch(root: Root, target: Locator): Promise<void> {
  const end = Date.now() + POINTING;
  while (isFramed(root) && Date.now() < end) {
    await target.hover();
    if (await target.evaluate(e => e.matches(':hover'))) {
      break;
    }
  }
  await target.click();
}

/** Found by role and label first, by the frozen attributes where a text says too little. */
export class Step {
  /** Any step's where no name is given. */
  constructor(readonly root: Root, readonly name?: StepName) {}

  /** The step's `<main>`. */
  get main(): Locator {
    return this.root.locator(`main[data-h5-step${this.name ? `=${this.name}` : ''}]`);
  }

  /** The words of its button. */
  get button(): string {
    return buttonOf(this.name ?? 'phone');
  }

  get heading(): Locator {
    return this.main.getByRole('heading', {level: 1});
  }

  /** What the page tells that is no message: 服务密码重置成功. */
  get told(): Locator {
    return this.main.getByRole('status');
  }

  /** The hotlines' links, the number's own carrier first. */
  get hotlines(): Locator {
    return this.main.locator("a[href^='tel:']");
  }

  /** How long until another SMS code may be had; empty once it may. */
  get countdown(): Locator {
    return this.main.locator('[data-h5-countdown]');
  }

  /** The captcha's picture. */
  get picture(): Locator {
    return this.field('captcha').locator('img');
  }

  /** A field's group. */
  field(name: string): Locator {
    return this.main.locator(`[data-h5-field=${name}]`);
  }

  /** A field's input, select or box. */
  control(name: string): Locator {
    return this.field(name).locator('input,select');
  }

  /** Where a message is shown, if it is. */
  message(code: number): Locator {
    return this.main.locator(`[data-h5-message='${code}']:visible`).first();
  }

  /** A button by its Chinese words, on an English page too. */
  buttonNamed(name: string): Locator {
    return this.main.getByRole('button', {name: inAnyLanguage(name)});
  }

  /** A link by its Chinese words, on an English page too. */
  linkNamed(name: string): Locator {
    return this.main.getByRole('link', {name: inAnyLanguage(name)});
  }

  /** Waits until the step is shown; milliseconds. */
  async expect(timeout = PATIENCE): Promise<void> {
    await expect(this.main).toBeVisible({timeout});
  }

  /** Waits until a message is shown with its exact text; returns its element. */
  async expectMessage(code: number, contact = 1, timeout = PATIENCE): Promise<Locator> {
    const shown = this.message(code);
    await expect(shown).toContainText(textOf(code, contact), {timeout});
    return shown;
  }

  /** Waits until a message stands at its field, word for word; returns its element. */
  async expectFault(name: string, code: number, contact = 1, timeout = PATIENCE): Promise<Locator> {
    const shown = this.field(name).locator(`[data-h5-message='${code}']`);
    await expect(shown).toHaveText(textOf(code, contact), {timeout});
    return shown;
  }

  async press(name: string): Promise<void> {
    await touch(this.root, this.buttonNamed(name));
  }

  async isAsked(name: string): Promise<boolean> {
    return await this.control(name).count() > 0;
  }

  /** Fills fields: selects what is chosen, ticks a box for `yes`. */
  async fill(values: Values): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      const control = this.control(name);
      const kind = await control.evaluate(e => e instanceof HTMLSelectElement ? 'select' : (e as HTMLInputElement).type);
      if (kind === 'select') {
        await control.selectOption(value);
      } else if (kind === 'checkbox') {
        if (await control.isChecked() !== (value === 'yes')) {
          await touch(this.root, control);
        }
      } else {
        await control.fill(value);
      }
    }
  }

  /** Fills fields and presses the step's button, then waits for the answer. */
  async submit(values: Values = {}): Promise<void> {
    await this.fill(values);
    await this.press(this.button);
    await this.answered();
  }

  /**
   * Waits until no form's request runs any more: what is shown then is the answer. Where no script
   * sends the form the address changes before its document is there, whole.
   */
  async answered(): Promise<void> {
    if ('waitForLoadState' in this.root) {
      await this.root.waitForLoadState('domcontentloaded', {timeout: PATIENCE});
    }
    await expect(this.root.locator('form[data-h5-busy]')).toHaveCount(0, {timeout: PATIENCE});
  }

  /** 重新获取: another SMS code, once the countdown is over. */
  async requestCode(): Promise<void> {
    await this.press(words.resend);
    await this.answered();
  }

  /** 换一个: waits until the captcha is another one. */
  async anotherPicture(): Promise<void> {
    const before = await this.picture.getAttribute('src');
    await this.press(words.another_picture);
    await expect(this.picture).not.toHaveAttribute('src', String(before), {timeout: PATIENCE});
  }

  /** 重新授权: a new flow, where the message offers it. */
  async restart(): Promise<void> {
    await this.press(words.restart);
  }
}

/** P1 基础信息. */
export class BasicInfoStep extends Step {
  /**
   * Fills P1 for an invented person and submits it; `values` override by field name. Where neither
   * they nor the page have a phone number it is one that is granted at once.
   */
  async submitPerson(who: Person = person(), values: Values = {}): Promise<void> {
    const known = await this.control('phone').inputValue() ? {} : {phone: number('0000')};
    const {city, ...given} = {
      name: who.name, id_card: who.id_card, ...home, contact1_phone: who.contact, ...known, ...values
    } as Record<string, string>;
    await this.fill(given);
    if (city) {
      await this.chooseCity(city);
    }
    await this.submit();
  }

  /** Without script the cities are fetched by a button. */
  async chooseCity(city: string): Promise<void> {
    const more = this.buttonNamed(words.city);
    if (await more.isVisible()) {
      await touch(this.root, more);
    }
    await this.control('city').selectOption(city);
  }
}

/** P2 手机信息, with whatever the carrier asks there. */
export class PhoneStep extends Step {
  /** Opens P4. */
  async forgotPassword(): Promise<void> {
    await touch(this.root, this.linkNamed(words.forgot));
  }

  /** Opens 《运营商授权协议》. */
  async openAgreement(): Promise<void> {
    await this.press(words.agreement);
  }
}

/** P4 忘记服务密码怎么办？. */
export class ForgotStep extends Step {
  /** Where only the hotline helps. */
  get redLine(): Locator {
    return this.main.getByText(inAnyLanguage(words.red_line));
  }

  /** 复制: puts a hotline on the clipboard. */
  async copy(hotline: string): Promise<void> {
    await this.press(`${words.copy}${hotline}`);
  }

  /** Back to P2. */
  async close(): Promise<void> {
    await this.press(words.cross);
  }
}

/** Any step of P5. */
export class ResetStep extends Step {
  /** < 返回认证: back to P2. */
  async back(): Promise<void> {
    await this.press(words.back_to_phone);
  }
}

/** P5: five numbers that were called. */
export class ResetContactsStep extends ResetStep {
  /** Fills 手机号码1 to 手机号码5 and submits them. */
  async submitNumbers(...numbers: string[]): Promise<void> {
    await this.submit(Object.fromEntries(numbers.map((tel, n) => [`phone${n + 1}`, tel])));
  }
}

/** P6 授权成功. */
export class SuccessStep extends Step {
  /** 关闭: on to the partner's address, where there is one, or back to the app that listens. */
  async close(): Promise<void> {
    await this.press(words.close);
  }
}

/** 《运营商授权协议》, which P2 opens; no step, the flow stays where it is. */
export class Agreement {
  constructor(readonly root: Root) {}

  get main(): Locator {
    return this.root.locator('main[data-h5-agreement]');
  }

  get heading(): Locator {
    return this.main.getByRole('heading', {name: inAnyLanguage(words.agreement)});
  }

  /** 返回: back to P2. */
  async back(): Promise<void> {
    await touch(this.root, this.main.getByRole('link', {name: inAnyLanguage(words.back)}));
  }
}
