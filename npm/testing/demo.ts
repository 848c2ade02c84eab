/** Starts the whole product on loopback (`h5kit demo --json`) and calls it. */
import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process';
import {createInterface} from 'node:readline';

const KEEPER = require.resolve('./keeper');
/** How many characters of the demo's error output an error shows if the demo does not start. */
const MOST_ERROR_OUTPUT = 2000;

/** A push and its tries, as `/sandbox/deliveries` answers them. */
export interface Delivery {
  readonly id: string;
  readonly kind: 'auth' | 'report' | 'record';
  readonly sid: string;
  readonly state: string;
  readonly url: string;
  readonly body: string;
  readonly tries: readonly {readonly number: number; readonly outcome: string; readonly status: number}[];
}

/** The state of a flow. */
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

/** The line that the demo prints once it is ready. */
interface Ready {
  readonly base_url: string;
  readonly partner: {readonly appid: string; readonly token: string; readonly secret: string};
}

/** A running demo. It ends with `stop`, or when this process ends. */
export class Demo {
  private constructor(private readonly process: ChildProcessWithoutNullStreams, private readonly ready: Ready) {}

  /** Starts a demo on a free port; `command` runs h5kit. If it does not start, the error has its output. */
  static async start(command = process.env['H5KIT'] ?? 'h5kit', options: readonly string[] = []): Promise<Demo> {
    const started = spawn(process.execPath, [KEEPER, command, 'demo', '--port', '0', '--json', ...options]);
    let errors = '';
    started.stderr.setEncoding('utf8').on('data', (text: string) => errors = (errors + text).slice(-MOST_ERROR_OUTPUT));
    const ready = await new Promise<Ready>((resolve, reject) => {
      started.once('error', reject);
      started.once('close', code => reject(new Error(`${command} demo ended with ${code}: ${errors.trim()}`)));
      createInterface(started.stdout).once('line', line => resolve(JSON.parse(line) as Ready));
    });
    return new Demo(started, ready);
  }

  get baseUrl(): string {
    return this.ready.base_url;
  }

  get partner(): Ready['partner'] {
    return this.ready.partner;
  }

  /** Opens a session as your server does. */
  async session(fields: Readonly<Record<string, unknown>> = {}): Promise<Session> {
    return await this.call('/v1/sessions', fields) as Session;
  }

  async flow(session: Session): Promise<FlowState> {
    return await this.call(`/sandbox/flows/${session.handle}`) as FlowState;
  }

  /** Submits every step before this one, without a browser. */
  async jump(session: Session, step: string): Promise<FlowState> {
    const reached = await this.call(`/sandbox/flows/${session.handle}`, {step}) as FlowState;
    if (reached.step !== step) {
      throw new Error(`this number's scenario ends in ${reached.step}, not in ${step}`);
    }
    return reached;
  }

  /** The newest SMS code of a number. */
  async lastCode(tel: string): Promise<string> {
    const [newest] = await this.call(`/sandbox/sms?tel=${tel}`) as {code: string}[];
    if (!newest) {
      throw new Error('no SMS was sent to this number');
    }
    return newest.code;
  }

  /** Every push and try of a flow, newest first. */
  async deliveries(sid: string): Promise<readonly Delivery[]> {
    return await this.call(`/sandbox/deliveries?sid=${sid}`) as Delivery[];
  }

  /** Moves the clock: every deadline and retry. */
  async advance(seconds: number): Promise<void> {
    await this.call('/sandbox/clock', {advance_seconds: seconds});
  }

  /** Stops the demo. Does nothing if it has stopped already. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) {
      return;
    }
    const ended = new Promise(resolve => this.process.once('exit', resolve));
    this.process.stdin.end();
    await ended;
  }

  private async call(path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(this.baseUrl + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {authorization: `Bearer ${this.partner.secret}`, 'content-type': 'application/json'},
      ...(body === undefined ? {} : {body: JSON.stringify(body)})
    });
    if (!answer.ok) {
      throw new Error(`${path.split('?')[0]} answered ${answer.status}: ${await answer.text()}`);
    }
    return answer.json();
  }
}
