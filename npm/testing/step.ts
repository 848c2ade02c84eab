/** Page objects for the steps of the flow. */
import {expect, type Frame, type FrameLocator, type Locator, type Page} from '@playwright/test';
import {buttonOf, inAnyLanguage, home, number, person, textOf, words, type Person, type StepName} from './contract';

/** Where the flow is shown: a page, or a frame. */
export type Root = Page | Frame | FrameLocator;
/** Values by field name. */
export type Values = Readonly<Record<string, string>>;

const PATIENCE = 15_000;
/** How long to wait until the pointer reaches an element in a frame; after that it is clicked anyway. */
const POINTING = 5_000;

function isFramed(root: Root): boolean {
  return 'parentFrame' in root ? root.parentFrame() !== null : 'owner' in root;
}

/**
 * Clicks an element once the browser sends the pointer to it. After a frame has grown, Chromium sends
 * clicks on its new part to the outer page for a moment, where they are lost (one in 200 was).
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

/** A step. It finds elements by role and label, and by the frozen attributes if a text is ambiguous. */
export class Step {
  /** Without a name it is any step. */
  constructor(readonly root: Root, readonly name?: StepName) {}

  /** The step's `<main>`. */
  get main(): Locator {
    return this.root.locator(`main[data-h5-step${this.name ? `=${this.name}` : ''}]`);
  }

  /** The text of its button. */
  get button(): string {
    return buttonOf(this.name ?? 'phone');
  }

  get heading(): Locator {
    return this.main.getByRole('heading', {level: 1});
  }

  /** A notice that is not a message: 服务密码重置成功 (password reset). */
  get told(): Locator {
    return this.main.getByRole('status');
  }

  /** The links to the carriers' hotlines, the number's own carrier first. */
  get hotlines(): Locator {
    return this.main.locator("a[href^='tel:']");
  }

  /** The time until another SMS code may be requested; empty when it may. */
  get countdown(): Locator {
    return this.main.locator('[data-h5-countdown]');
  }

  /** The captcha image. */
  get picture(): Locator {
    return this.field('captcha').locator('img');
  }

  /** A field's group. */
  field(name: string): Locator {
    return this.main.locator(`[data-h5-field=${name}]`);
  }

  /** A field's input, select or checkbox. */
  control(name: string): Locator {
    return this.field(name).locator('input,select');
  }

  /** The element of a message, if it is shown. */
  message(code: number): Locator {
    return this.main.locator(`[data-h5-message='${code}']:visible`).first();
  }

  /** A button by its Chinese text, on English pages too. */
  buttonNamed(name: string): Locator {
    return this.main.getByRole('button', {name: inAnyLanguage(name)});
  }

  /** A link by its Chinese text, on English pages too. */
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

  /** Waits until a message is shown at its field, word for word; returns its element. */
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

  /** Fills fields by name: types, selects, or ticks a checkbox for `yes`. */
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
   * Waits until no form's request is running; the page then shows the answer. Without JavaScript the
   * address changes before the new document has loaded, so wait for the document too.
   */
  async answered(): Promise<void> {
    if ('waitForLoadState' in this.root) {
      await this.root.waitForLoadState('domcontentloaded', {timeout: PATIENCE});
    }
    await expect(this.root.locator('form[data-h5-busy]')).toHaveCount(0, {timeout: PATIENCE});
  }

  /** 重新获取 (send again): requests another SMS code after the countdown. */
  async requestCode(): Promise<void> {
    await this.press(words.resend);
    await this.answered();
  }

  /** 换一个 (another one): requests another captcha and waits for it. */
  async anotherPicture(): Promise<void> {
    const before = await this.picture.getAttribute('src');
    await this.press(words.another_picture);
    await expect(this.picture).not.toHaveAttribute('src', String(before), {timeout: PATIENCE});
  }

  /** 重新授权 (authorize again): opens a new flow, if the message offers it. */
  async restart(): Promise<void> {
    await this.press(words.restart);
  }
}

/** P1 基础信息 (basic information). */
export class BasicInfoStep extends Step {
  /**
   * Fills P1 for an invented person and submits it; `values` override by field name. If neither they
   * nor the page have a phone number, it enters one that is authorized at once.
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

  /** Selects a city. Without JavaScript a button loads the cities first. */
  async chooseCity(city: string): Promise<void> {
    const more = this.buttonNamed(words.city);
    if (await more.isVisible()) {
      await touch(this.root, more);
    }
    await this.control('city').selectOption(city);
  }
}

/** P2 手机信息 (phone information), with everything that the carrier asks for there. */
export class PhoneStep extends Step {
  /** Opens P4. */
  async forgotPassword(): Promise<void> {
    await touch(this.root, this.linkNamed(words.forgot));
  }

  /** Opens 《运营商授权协议》 (the agreement). */
  async openAgreement(): Promise<void> {
    await this.press(words.agreement);
  }
}

/** P4 忘记服务密码怎么办？ (forgot your service password?). */
export class ForgotStep extends Step {
  /** The red text that says that only the hotline helps. */
  get redLine(): Locator {
    return this.main.getByText(inAnyLanguage(words.red_line));
  }

  /** 复制 (copy): copies a hotline to the clipboard. */
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
  /** < 返回认证 (back): returns to P2. */
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

/** P6 授权成功 (authorized). */
export class SuccessStep extends Step {
  /** 关闭 (close): leads to the partner's address if there is one, or tells the app to close the flow. */
  async close(): Promise<void> {
    await this.press(words.close);
  }
}

/** 《运营商授权协议》 (the agreement), which P2 opens. It is not a step; the flow stays on P2. */
export class Agreement {
  constructor(readonly root: Root) {}

  get main(): Locator {
    return this.root.locator('main[data-h5-agreement]');
  }

  get heading(): Locator {
    return this.main.getByRole('heading', {name: inAnyLanguage(words.agreement)});
  }

  /** 返回 (back): returns to P2. */
  async back(): Promise<void> {
    await touch(this.root, this.main.getByRole('link', {name: inAnyLanguage(words.back)}));
  }
}
