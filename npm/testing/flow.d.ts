import { type Person, type StepName } from './contract';
import { Agreement, BasicInfoStep, ForgotStep, PhoneStep, ResetContactsStep, ResetStep, Step, SuccessStep, type Root, type Values } from './step';
/** How `complete` answers. */
export interface CompleteOptions {
    /** Whose name and ID card are given. */
    who?: Person;
    /** Finds the SMS code; 123456 where it's not given. */
    code?: () => string | Promise<string>;
}
/** Each step is a member; the methods here are what most tests need of them. */
export declare class H5Flow extends Step {
    readonly basicInfo: BasicInfoStep;
    readonly phone: PhoneStep;
    readonly verify: Step;
    readonly waiting: Step;
    readonly forgot: ForgotStep;
    readonly resetIdentity: ResetStep;
    readonly resetLoginSms: ResetStep;
    readonly resetSms: ResetStep;
    readonly resetContacts: ResetContactsStep;
    readonly resetPassword: ResetStep;
    readonly success: SuccessStep;
    readonly failed: Step;
    readonly agreement: Agreement;
    constructor(root: Root);
    /** Goes to an address or a session; in a frame as the page does that holds it. */
    open(address: string | {
        readonly url: string;
    }): Promise<this>;
    expectStep(name: StepName): Promise<this>;
    /** Fills P1 for an invented person and submits it; `values` override by field name. */
    submitBasicInfo(who?: Person, values?: Values): Promise<this>;
    /** Fills P2 and submits it. */
    submitPhone({ tel, password, agree }?: {
        tel?: string | undefined;
        password?: string | undefined;
        agree?: boolean | undefined;
    }): Promise<this>;
    /** Answers what the carrier asks, on P2 or P3, by field name, and submits it. */
    submitChallenge(values: Values): Promise<this>;
    /** Opens P4 from P2. */
    forgotPassword(): Promise<this>;
    /** Presses 重置密码 on P4, with a number where it asks for one; `carrier`: 我已携号转网. */
    chooseReset(tel?: string, carrier?: string): Promise<this>;
    /** Answers the first step of a reset with somebody's name and ID card. */
    submitResetIdentity(who?: Person): Promise<this>;
    /** Answers the step of a reset that is shown, by field name. */
    submitReset(values: Values): Promise<this>;
    /**
     * Answers whatever is asked until the scenario's end: 授权成功, or its message.
     * Throws where the flow ends elsewhere.
     */
    complete(scenario?: string, { who, code }?: CompleteOptions): Promise<this>;
    private step;
    private shownName;
    /** Waits for a step that wants an answer; undefined at the end. */
    private settled;
    private atEnd;
    private answer;
    private fillNumber;
    /** Gives the step everything that it asks for. */
    private give;
}
