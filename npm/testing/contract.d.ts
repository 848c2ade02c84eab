export type StepName = 'basic_info' | 'phone' | 'verify' | 'waiting' | 'forgot' | 'reset_identity' | 'reset_login_sms' | 'reset_sms' | 'reset_contacts' | 'reset_password' | 'success' | 'failed';
export type Carrier = '移动' | '联通' | '电信';
type Word = 'forgot' | 'agreement' | 'resend' | 'another_picture' | 'city' | 'restart' | 'copy' | 'close' | 'cross' | 'back_to_phone' | 'back' | 'red_line';
/** A message, and the last four digits of a number that meets it. */
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
export declare const words: Readonly<Record<Word, string>>;
export declare const home: Readonly<Record<string, string>>;
export declare const asked: readonly string[];
export declare const answers: Readonly<Record<string, string>>;
/** Every message that a page can show. */
export declare function messages(): readonly Message[];
/** The rows whose digits begin so (`'30'`: the resets). */
export declare function scenarios(like?: string): readonly Scenario[];
/** The words of a step's button. */
export declare function buttonOf(step: StepName): string;
/** The whole of a text as pages of either language have it. */
export declare function either(said: string): RegExp;
/** A message's exact text; `contact` is the N of messages 10 to 15. */
export declare function textOf(code: number, contact?: number): string;
/** Where a number that ends in these digits leads; throws RangeError for no row of the table. */
export declare function ending(lastFour: string): Ending;
/**
 * A number that scripts the sandbox, another one each time; it can be reset online where no region
 * is named. Throws RangeError for digits that are no row of the scenario table, and for a carrier or
 * a region (广东) that there isn't.
 */
export declare function number(lastFour: string, carrier?: Carrier, region?: string): string;
/** Another invented person. */
export declare function person(): Person;
export {};
