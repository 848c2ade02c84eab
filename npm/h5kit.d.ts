/** How the flow is shown. */
type Mode = 'redirect' | 'full' | 'sheet' | 'inline';
type Step =
  | 'basic_info' | 'phone' | 'verify' | 'waiting' | 'forgot' | 'reset_identity' | 'reset_login_sms'
  | 'reset_sms' | 'reset_contacts' | 'reset_password' | 'success' | 'failed';
type Recovery =
  | 'correct' | 'new_code' | 'reset_password' | 'wait' | 'tomorrow' | 'hotline' | 'restart'
  | 'operator' | 'none';
type Reason = 'user' | 'back' | 'timeout' | 'done';

/** What every event has: `seq` grows with each, `ts` is milliseconds since the epoch. */
interface Envelope<Type extends string> {
  readonly v: 1;
  readonly type: Type;
  readonly seq: number;
  readonly ts: number;
}

declare namespace H5Kit {
  type StepEvent = Envelope<'step'> & {readonly name: Step; readonly index: number; readonly total: number};
  type ErrorEvent = Envelope<'error'> & {readonly code: number; readonly field?: string; readonly recovery: readonly Recovery[]};
  type CallEvent = Envelope<'call'> & {readonly tel: string};
  type ResizeEvent = Envelope<'resize'> & {readonly height: number};
  /** A hint; your server's push is the truth. */
  type SuccessEvent = Envelope<'success'> & {readonly sid: string; readonly uid?: string};
  type ExitEvent = Envelope<'exit'> & {readonly reason: Reason};
  type FlowEvent =
    | Envelope<'open'> | Envelope<'ready'> | StepEvent | ErrorEvent | CallEvent | ResizeEvent
    | SuccessEvent | ExitEvent;

  interface Shared {
    /** The flow's address, from `POST /v1/sessions`. */
    url: string;
    /** Every event of the flow, as it comes. */
    onEvent?: (event: FlowEvent) => void;
    /** Once, when the person has authorized. */
    onSuccess?: (event: SuccessEvent) => void;
    /** Once, when the flow is gone; `done` after success. */
    onExit?: (event: {readonly reason: Reason}) => void;
    /** Milliseconds until going there directly is offered; 15000 where nothing is said. */
    timeout?: number;
    /** The language of the SDK's own words. */
    lang?: 'zh' | 'zh-Hant' | 'en';
    /** `off` where your theme keeps the light look. */
    dark?: 'auto' | 'off';
  }
  interface InlineOptions extends Shared {
    mode: 'inline';
    /** Where the frame goes: an element or a selector. */
    container: Element | string;
  }
  interface OtherOptions extends Shared {
    /** `sheet` where nothing is said. */
    mode?: Exclude<Mode, 'inline'>;
  }
  type Options = InlineOptions | OtherOptions;

  interface Handle {
    /** Takes the flow away; can be called at any moment and any number of times. */
    close(): void;
  }

  /**
   * Shows the flow. Throws TypeError for an address that isn't a whole one with http(s), a mode that
   * there isn't, a container that isn't on the page.
   */
  function open(options: Options): Handle;
}

export = H5Kit;
export as namespace H5Kit;
