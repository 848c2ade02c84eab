/** A step of the flow: what a person sees and can do there. */
import { type Frame, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { type Person, type StepName } from './contract';
/** Where the flow is shown: a page, or a frame of one. */
export type Root = Page | Frame | FrameLocator;
/** Values by field name. */
export type Values = Readonly<Record<string, string>>;
/** Found by role and label first, by the frozen attributes where a text says too little. */
export declare class Step {
    readonly root: Root;
    readonly name?: StepName | undefined;
    /** Any step's where no name is given. */
    constructor(root: Root, name?: StepName | undefined);
    /** The step's `<main>`. */
    get main(): Locator;
    /** The words of its button. */
    get button(): string;
    get heading(): Locator;
    /** What the page tells that is no message: 服务密码重置成功. */
    get told(): Locator;
    /** The hotlines' links, the number's own carrier first. */
    get hotlines(): Locator;
    /** How long until another SMS code may be had; empty once it may. */
    get countdown(): Locator;
    /** The captcha's picture. */
    get picture(): Locator;
    /** A field's group. */
    field(name: string): Locator;
    /** A field's input, select or box. */
    control(name: string): Locator;
    /** Where a message is shown, if it is. */
    message(code: number): Locator;
    /** A button by its Chinese words, on an English page too. */
    buttonNamed(name: string): Locator;
    /** A link by its Chinese words, on an English page too. */
    linkNamed(name: string): Locator;
    /** Waits until the step is shown; milliseconds. */
    expect(timeout?: number): Promise<void>;
    /** Waits until a message is shown with its exact text; returns its element. */
    expectMessage(code: number, contact?: number, timeout?: number): Promise<Locator>;
    /** Waits until a message stands at its field, word for word; returns its element. */
    expectFault(name: string, code: number, contact?: number, timeout?: number): Promise<Locator>;
    press(name: string): Promise<void>;
    isAsked(name: string): Promise<boolean>;
    /** Fills fields: selects what is chosen, ticks a box for `yes`. */
    fill(values: Values): Promise<void>;
    /** Fills fields and presses the step's button, then waits for the answer. */
    submit(values?: Values): Promise<void>;
    /**
     * Waits until no form's request runs any more: what is shown then is the answer. Where no script
     * sends the form the address changes before its document is there, whole.
     */
    answered(): Promise<void>;
    /** 重新获取: another SMS code, once the countdown is over. */
    requestCode(): Promise<void>;
    /** 换一个: waits until the captcha is another one. */
    anotherPicture(): Promise<void>;
    /** 重新授权: a new flow, where the message offers it. */
    restart(): Promise<void>;
}
/** P1 基础信息. */
export declare class BasicInfoStep extends Step {
    /**
     * Fills P1 for an invented person and submits it; `values` override by field name. Where neither
     * they nor the page have a phone number it is one that is granted at once.
     */
    submitPerson(who?: Person, values?: Values): Promise<void>;
    /** Without script the cities are fetched by a button. */
    chooseCity(city: string): Promise<void>;
}
/** P2 手机信息, with whatever the carrier asks there. */
export declare class PhoneStep extends Step {
    /** Opens P4. */
    forgotPassword(): Promise<void>;
    /** Opens 《运营商授权协议》. */
    openAgreement(): Promise<void>;
}
/** P4 忘记服务密码怎么办？. */
export declare class ForgotStep extends Step {
    /** Where only the hotline helps. */
    get redLine(): Locator;
    /** 复制: puts a hotline on the clipboard. */
    copy(hotline: string): Promise<void>;
    /** Back to P2. */
    close(): Promise<void>;
}
/** Any step of P5. */
export declare class ResetStep extends Step {
    /** < 返回认证: back to P2. */
    back(): Promise<void>;
}
/** P5: five numbers that were called. */
export declare class ResetContactsStep extends ResetStep {
    /** Fills 手机号码1 to 手机号码5 and submits them. */
    submitNumbers(...numbers: string[]): Promise<void>;
}
/** P6 授权成功. */
export declare class SuccessStep extends Step {
    /** 关闭: on to the partner's address, where there is one, or back to the app that listens. */
    close(): Promise<void>;
}
/** 《运营商授权协议》, which P2 opens; no step, the flow stays where it is. */
export declare class Agreement {
    readonly root: Root;
    constructor(root: Root);
    get main(): Locator;
    get heading(): Locator;
    /** 返回: back to P2. */
    back(): Promise<void>;
}
