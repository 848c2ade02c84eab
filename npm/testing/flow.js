"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.H5Flow = void 0;
/** The flow as one page object: step by step, or to its end. */
const test_1 = require("@playwright/test");
const contract_1 = require("./contract");
const step_1 = require("./step");
/** What the slowest scenario's carrier and its deadline take. */
const LONGEST = 90_000;
const MOST_STEPS = 12;
/** Each step is a member; the methods here are what most tests need of them. */
class H5Flow extends step_1.Step {
    constructor(root) {
        super(root);
        this.basicInfo = new step_1.BasicInfoStep(this.root, 'basic_info');
        this.phone = new step_1.PhoneStep(this.root, 'phone');
        this.verify = new step_1.Step(this.root, 'verify');
        this.waiting = new step_1.Step(this.root, 'waiting');
        this.forgot = new step_1.ForgotStep(this.root, 'forgot');
        this.resetIdentity = new step_1.ResetStep(this.root, 'reset_identity');
        this.resetLoginSms = new step_1.ResetStep(this.root, 'reset_login_sms');
        this.resetSms = new step_1.ResetStep(this.root, 'reset_sms');
        this.resetContacts = new step_1.ResetContactsStep(this.root, 'reset_contacts');
        this.resetPassword = new step_1.ResetStep(this.root, 'reset_password');
        this.success = new step_1.SuccessStep(this.root, 'success');
        this.failed = new step_1.Step(this.root, 'failed');
        this.agreement = new step_1.Agreement(this.root);
    }
    /** Goes to an address or a session; in a frame as the page does that holds it. */
    async open(address) {
        const url = typeof address === 'string' ? address : address.url;
        if ('goto' in this.root) {
            await this.root.goto(url);
        }
        else {
            await this.root.owner().evaluate((frame, to) => frame.src = to, url);
        }
        return this;
    }
    async expectStep(name) {
        await this.step(name).expect();
        return this;
    }
    /** Fills P1 for an invented person and submits it; `values` override by field name. */
    async submitBasicInfo(who = (0, contract_1.person)(), values = {}) {
        await this.basicInfo.submitPerson(who, values);
        return this;
    }
    /** Fills P2 and submits it. */
    async submitPhone({ tel = '', password = '246813', agree = true } = {}) {
        await this.phone.submit({
            ...(tel && { phone: tel }), service_password: password, ...(agree && { agree: 'yes' })
        });
        return this;
    }
    /** Answers what the carrier asks, on P2 or P3, by field name, and submits it. */
    async submitChallenge(values) {
        const shown = await this.verify.main.count() ? this.verify : this.phone;
        await shown.submit(values);
        return this;
    }
    /** Opens P4 from P2. */
    async forgotPassword() {
        await this.phone.forgotPassword();
        return this.expectStep('forgot');
    }
    /** Presses 重置密码 on P4, with a number where it asks for one; `carrier`: 我已携号转网. */
    async chooseReset(tel = '', carrier = '') {
        await this.forgot.submit({ ...(tel && { phone: tel }), ...(carrier && { carrier }) });
        return this;
    }
    /** Answers the first step of a reset with somebody's name and ID card. */
    async submitResetIdentity(who = (0, contract_1.person)()) {
        await this.resetIdentity.submit({ name: who.name, id_card: who.id_card });
        return this;
    }
    /** Answers the step of a reset that is shown, by field name. */
    async submitReset(values) {
        await this.step(await this.shownName()).submit(values);
        return this;
    }
    /**
     * Answers whatever is asked until the scenario's end: 授权成功, or its message.
     * Throws where the flow ends elsewhere.
     */
    async complete(scenario = '0000', { who = (0, contract_1.person)(), code = () => '123456' } = {}) {
        let end = (0, contract_1.ending)(scenario);
        for (let n = 0; n < MOST_STEPS; n += 1) {
            const shown = await this.settled(end);
            if (!shown) {
                return this;
            }
            await this.answer(shown, end, who, code);
            // A reset is begun once.
            end = shown === 'phone' ? { ...end, resets: false } : end;
        }
        throw new Error(`the flow does not come to the end of ${scenario}`);
    }
    step(name) {
        const special = name === 'basic_info' ? this.basicInfo : name === 'forgot' ? this.forgot : undefined;
        return special ?? new step_1.Step(this.root, name);
    }
    async shownName() {
        return await this.main.getAttribute('data-h5-step');
    }
    /** Waits for a step that wants an answer; undefined at the end. */
    async settled(end) {
        const atEnd = this.atEnd(end);
        const settled = this.root.locator('main[data-h5-step]:not([data-h5-step=waiting])');
        await atEnd.or(settled).first().waitFor({ timeout: LONGEST });
        if (await atEnd.count()) {
            return undefined;
        }
        const shown = await this.shownName();
        if (!contract_1.asked.includes(shown)) {
            throw new Error(`scenario ${end.lastFour} ends in ${shown}, not where it should`);
        }
        return shown;
    }
    atEnd(end) {
        return end.message
            ? this.root.locator(`[data-h5-message='${end.message}']:visible`).first()
            : this.success.main;
    }
    async answer(shown, end, who, code) {
        const before = await this.root.locator('input[name=_step]').inputValue();
        if (shown === 'basic_info') {
            await this.submitBasicInfo(who, { phone: (0, contract_1.number)(end.lastFour) });
        }
        else if (shown === 'forgot') {
            await this.chooseReset(await this.forgot.isAsked('phone') ? (0, contract_1.number)(end.lastFour) : '');
        }
        else if (shown === 'phone' && end.resets) {
            await this.fillNumber(end);
            await this.phone.forgotPassword();
        }
        else {
            await this.give(shown, end, who, await code());
        }
        await (0, test_1.expect)(this.root.locator(`input[name=_step][value='${before}']`)).toHaveCount(0, { timeout: LONGEST });
    }
    async fillNumber(end) {
        const phone = this.phone.control('phone');
        if (await phone.isEditable() && !await phone.inputValue()) {
            await phone.fill((0, contract_1.number)(end.lastFour));
        }
    }
    /** Gives the step everything that it asks for. */
    async give(shown, end, who, code) {
        const step = this.step(shown);
        if (shown === 'phone') {
            await this.fillNumber(end);
        }
        if (shown === 'reset_contacts') {
            return this.resetContacts.submitNumbers(...[1, 2, 3, 4, 5].map(n => (0, contract_1.number)(`100${n}`)));
        }
        const known = {
            ...contract_1.answers, ...who, sms_code: code, agree: 'yes'
        };
        const given = {};
        for (const [name, value] of Object.entries(known)) {
            if (await step.isAsked(name)) {
                given[name] = value;
            }
        }
        return step.submit(given);
    }
}
exports.H5Flow = H5Flow;
