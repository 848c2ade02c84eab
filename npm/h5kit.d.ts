/** How the flow is shown. */
type Mode = 'redirect' | 'full' | 'sheet' | 'inline';
type Step =
  | 'basic_info' | 'phone' | 'verify' | 'waiting' | 'forgot' | 'reset_identity' | 'reset_login_sms'
  | 'reset_sms' | 'reset_contacts' | 'reset_password' | 'success' | 'failed';
type Recovery =
  | 'correct' | 'new_code' | 'reset_password' | 'wait' | 'tomorrow' | 'hotline' | 'restart'
  | 'operator' | 'none';
type Reason = 'user' | 'back' | 'timeout' | 'done';

/** Common to all events: `seq` grows with each event, `ts` is in milliseconds since the epoch. */
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
  /** Only a hint, which a user can forge: rely on your server's push. */
  type SuccessEvent = Envelope<'success'> & {readonly sid: string; readonly uid?: string};
  type ExitEvent = Envelope<'exit'> & {readonly reason: Reason};
  type FlowEvent =
    | Envelope<'open'> | Envelope<'ready'> | StepEvent | ErrorEvent | CallEvent | ResizeEvent
    | SuccessEvent | ExitEvent;

  interface Shared {
    /** The flow's address, from `POST /v1/sessions`. */
    url: string;
    /** Called for every event of the flow. */
    onEvent?: (event: FlowEvent) => void;
    /** Called once, when the person has authorized. */
    onSuccess?: (event: SuccessEvent) => void;
    /** Called once, after the flow has closed; the reason is `done` after success. */
    onExit?: (event: {readonly reason: Reason}) => void;
    /** Milliseconds without `ready` until a direct link is offered; 15000 by default. */
    timeout?: number;
    /** The language of the SDK's own texts. */
    lang?: 'zh' | 'zh-Hant' | 'en';
    /** `off` if your theme has no dark look. */
    dark?: 'auto' | 'off';
  }
  interface InlineOptions extends Shared {
    mode: 'inline';
    /** The element that holds the frame, or its selector. */
    container: Element | string;
  }
  interface OtherOptions extends Shared {
    /** `sheet` by default. */
    mode?: Exclude<Mode, 'inline'>;
  }
  type Options = InlineOptions | OtherOptions;

  interface Handle {
    /** Closes the flow. You can call it at any time and repeatedly. */
    close(): void;
  }

  /**
   * Shows the flow. Throws TypeError if the address is not a complete http(s) address, the mode is
   * unknown, or the container is not on the page.
   */
  function open(options: Options): Handle;
}

export = H5Kit;
export as namespace H5Kit;
