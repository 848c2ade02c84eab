"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Agreement = exports.SuccessStep = exports.ResetContactsStep = exports.ResetStep = exports.ForgotStep = exports.PhoneStep = exports.BasicInfoStep = exports.Step = void 0;
/** A step of the flow: what a person sees and can do there. */
const test_1 = require("@playwright/test");
const contract_1 = require("./contract");
const PATIENCE = 15_000;
/** How long a pointer is led to what stands in a frame before it is clicked all the same. */
const POINTING = 5_000;
function isFramed(root) {
    return 'parentFrame' in root ? root.parentFrame() !== null : 'owner' in root;
}
/**
 * Clicks something that a step shows, once the browser leads a pointer there. What shows a frame
 * draws it a moment after it has grown, and until then Chromium gives a click on the new part to
 * the page around it, where it is lost (one in 200 was).
 */
async function touch(root, target) {
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
class Step {
    /** Any step's where no name is given. */
    constructor(root, name) {
        this.root = root;
        this.name = name;
    }
    /** The step's `<main>`. */
    get main() {
        return this.root.locator(`main[data-h5-step${this.name ? `=${this.name}` : ''}]`);
    }
    /** The words of its button. */
    get button() {
        return (0, contract_1.buttonOf)(this.name ?? 'phone');
    }
    get heading() {
        return this.main.getByRole('heading', { level: 1 });
    }
    /** What the page tells that is no message: 服务密码重置成功. */
    get told() {
        return this.main.getByRole('status');
    }
    /** The hotlines' links, the number's own carrier first. */
    get hotlines() {
        return this.main.locator("a[href^='tel:']");
    }
    /** How long until another SMS code may be had; empty once it may. */
    get countdown() {
        return this.main.locator('[data-h5-countdown]');
    }
    /** The captcha's picture. */
    get picture() {
        return this.field('captcha').locator('img');
    }
    /** A field's group. */
    field(name) {
        return this.main.locator(`[data-h5-field=${name}]`);
    }
    /** A field's input, select or box. */
    control(name) {
        return this.field(name).locator('input,select');
    }
    /** Where a message is shown, if it is. */
    message(code) {
        return this.main.locator(`[data-h5-message='${code}']:visible`).first();
    }
    /** A button by its Chinese words, on an English page too. */
    buttonNamed(name) {
        return this.main.getByRole('button', { name: (0, contract_1.either)(name) });
    }
    /** A link by its Chinese words, on an English page too. */
    linkNamed(name) {
        return this.main.getByRole('link', { name: (0, contract_1.either)(name) });
    }
    /** Waits until the step is shown; milliseconds. */
    async expect(timeout = PATIENCE) {
        await (0, test_1.expect)(this.main).toBeVisible({ timeout });
    }
    /** Waits until a message is shown with its exact text; returns its element. */
    async expectMessage(code, contact = 1, timeout = PATIENCE) {
        const shown = this.message(code);
        await (0, test_1.expect)(shown).toContainText((0, contract_1.textOf)(code, contact), { timeout });
        return shown;
    }
    /** Waits until a message stands at its field, word for word; returns its element. */
    async expectFault(name, code, contact = 1, timeout = PATIENCE) {
        const shown = this.field(name).locator(`[data-h5-message='${code}']`);
        await (0, test_1.expect)(shown).toHaveText((0, contract_1.textOf)(code, contact), { timeout });
        return shown;
    }
    async press(name) {
        await touch(this.root, this.buttonNamed(name));
    }
    async isAsked(name) {
        return await this.control(name).count() > 0;
    }
    /** Fills fields: selects what is chosen, ticks a box for `yes`. */
    async fill(values) {
        for (const [name, value] of Object.entries(values)) {
            const control = this.control(name);
            const kind = await control.evaluate(e => e instanceof HTMLSelectElement ? 'select' : e.type);
            if (kind === 'select') {
                await control.selectOption(value);
            }
            else if (kind === 'checkbox') {
                if (await control.isChecked() !== (value === 'yes')) {
                    await touch(this.root, control);
                }
            }
            else {
                await control.fill(value);
            }
        }
    }
    /** Fills fields and presses the step's button, then waits for the answer. */
    async submit(values = {}) {
        await this.fill(values);
        await this.press(this.button);
        await this.answered();
    }
    /**
     * Waits until no form's request runs any more: what is shown then is the answer. Where no script
     * sends the form the address changes before its document is there, whole.
     */
    async answered() {
        if ('waitForLoadState' in this.root) {
            await this.root.waitForLoadState('domcontentloaded', { timeout: PATIENCE });
        }
        await (0, test_1.expect)(this.root.locator('form[data-h5-busy]')).toHaveCount(0, { timeout: PATIENCE });
    }
    /** 重新获取: another SMS code, once the countdown is over. */
    async requestCode() {
        await this.press(contract_1.words.resend);
        await this.answered();
    }
    /** 换一个: waits until the captcha is another one. */
    async anotherPicture() {
        const before = await this.picture.getAttribute('src');
        await this.press(contract_1.words.another_picture);
        await (0, test_1.expect)(this.picture).not.toHaveAttribute('src', String(before), { timeout: PATIENCE });
    }
    /** 重新授权: a new flow, where the message offers it. */
    async restart() {
        await this.press(contract_1.words.restart);
    }
}
exports.Step = Step;
/** P1 基础信息. */
class BasicInfoStep extends Step {
    /**
     * Fills P1 for an invented person and submits it; `values` override by field name. Where neither
     * they nor the page have a phone number it is one that is granted at once.
     */
    async submitPerson(who = (0, contract_1.person)(), values = {}) {
        const known = await this.control('phone').inputValue() ? {} : { phone: (0, contract_1.number)('0000') };
        const { city, ...given } = {
            name: who.name, id_card: who.id_card, ...contract_1.home, contact1_phone: who.contact, ...known, ...values
        };
        await this.fill(given);
        if (city) {
            await this.chooseCity(city);
        }
        await this.submit();
    }
    /** Without script the cities are fetched by a button. */
    async chooseCity(city) {
        const more = this.buttonNamed(contract_1.words.city);
        if (await more.isVisible()) {
            await touch(this.root, more);
        }
        await this.control('city').selectOption(city);
    }
}
exports.BasicInfoStep = BasicInfoStep;
/** P2 手机信息, with whatever the carrier asks there. */
class PhoneStep extends Step {
    /** Opens P4. */
    async forgotPassword() {
        await touch(this.root, this.linkNamed(contract_1.words.forgot));
    }
    /** Opens 《运营商授权协议》. */
    async openAgreement() {
        await this.press(contract_1.words.agreement);
    }
}
exports.PhoneStep = PhoneStep;
/** P4 忘记服务密码怎么办？. */
class ForgotStep extends Step {
    /** Where only the hotline helps. */
    get redLine() {
        return this.main.getByText((0, contract_1.either)(contract_1.words.red_line));
    }
    /** 复制: puts a hotline on the clipboard. */
    async copy(hotline) {
        await this.press(`${contract_1.words.copy}${hotline}`);
    }
    /** Back to P2. */
    async close() {
        await this.press(contract_1.words.cross);
    }
}
exports.ForgotStep = ForgotStep;
/** Any step of P5. */
class ResetStep extends Step {
    /** < 返回认证: back to P2. */
    async back() {
        await this.press(contract_1.words.back_to_phone);
    }
}
exports.ResetStep = ResetStep;
/** P5: five numbers that were called. */
class ResetContactsStep extends ResetStep {
    /** Fills 手机号码1 to 手机号码5 and submits them. */
    async submitNumbers(...numbers) {
        await this.submit(Object.fromEntries(numbers.map((tel, n) => [`phone${n + 1}`, tel])));
    }
}
exports.ResetContactsStep = ResetContactsStep;
/** P6 授权成功. */
class SuccessStep extends Step {
    /** 关闭: on to the partner's address, where there is one, or back to the app that listens. */
    async close() {
        await this.press(contract_1.words.close);
    }
}
exports.SuccessStep = SuccessStep;
/** 《运营商授权协议》, which P2 opens; no step, the flow stays where it is. */
class Agreement {
    constructor(root) {
        this.root = root;
    }
    get main() {
        return this.root.locator('main[data-h5-agreement]');
    }
    get heading() {
        return this.main.getByRole('heading', { name: (0, contract_1.either)(contract_1.words.agreement) });
    }
    /** 返回: back to P2. */
    async back() {
        await touch(this.root, this.main.getByRole('link', { name: (0, contract_1.either)(contract_1.words.back) }));
    }
}
exports.Agreement = Agreement;
