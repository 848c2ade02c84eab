/** A push and its tries, as `/sandbox/deliveries` tells them. */
export interface Delivery {
    readonly id: string;
    readonly kind: 'auth' | 'report' | 'record';
    readonly sid: string;
    readonly state: string;
    readonly url: string;
    readonly body: string;
    readonly tries: readonly {
        readonly number: number;
        readonly outcome: string;
        readonly status: number;
    }[];
}
/** Where a flow stands. */
export interface FlowState {
    readonly sid: string;
    readonly step: string;
    readonly rev: number;
    readonly captcha: string | null;
    readonly carrier_logins: number;
}
/** A session as `POST /v1/sessions` answers it. */
export interface Session {
    readonly url: string;
    readonly handle: string;
}
/** What the demo says of itself. */
interface Told {
    readonly base_url: string;
    readonly partner: {
        readonly appid: string;
        readonly token: string;
        readonly secret: string;
    };
}
/** A running demo; `stop` ends it, and so does the end of this process. */
export declare class Demo {
    private readonly process;
    private readonly told;
    private constructor();
    /** Starts one on a free port; `command` is how h5kit is called. Throws with its last words. */
    static start(command?: string, options?: readonly string[]): Promise<Demo>;
    get baseUrl(): string;
    get partner(): Told['partner'];
    /** Opens a session as your server does. */
    session(fields?: Readonly<Record<string, unknown>>): Promise<Session>;
    flow(session: Session): Promise<FlowState>;
    /** Answers everything on the way to a step, without a browser. */
    jump(session: Session, step: string): Promise<FlowState>;
    /** The newest SMS code of a number. */
    lastCode(tel: string): Promise<string>;
    /** Every push and try of a flow, newest first. */
    deliveries(sid: string): Promise<readonly Delivery[]>;
    /** Moves every deadline and retry. */
    advance(seconds: number): Promise<void>;
    /** Ends it; returns at once where it has ended. */
    stop(): Promise<void>;
    private call;
}
export {};
