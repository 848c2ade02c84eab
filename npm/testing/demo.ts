/** The whole product on loopback, as a suite starts and asks it: `h5kit demo --json`. */
import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process';
import {createInterface} from 'node:readline';

const KEEPER = require.resolve('./keeper');
/** How much of what the demo says is told when it doesn't start. */
const LAST_WORDS = 2000;

/** A push and its tries, as `/sandbox/deliveries` tells them. */
export interface Delivery {
  readonly id: string;
  readonly kind: 'auth' | 'report' | 'record';
  readonly sid: string;
  readonly state: string;
  readonly url: string;
  readonly body: string;
  readonly tries: readonly {readonly number: number; readonly outcome: string; readonly status: number}[];
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
  readonly partner: {readonly appid: string; readonly token: string; readonly secret: string};
}

/** A running demo; `stop` ends it, and so does the end of this process. */
export class Demo {
  private constructor(private readonly process: ChildProcessWithoutNullStreams, private readonly told: Told) {}

  /** Starts one on a free port; `command` is how h5kit is called. Throws with its last words. */
  static async start(command = process.env['H5KIT'] ?? 'h5kit', options: readonly string[] = []): Promise<Demo> {
    const started = spawn(process.execPath, [KEEPER, command, 'demo', '--port', '0', '--json', ...options]);
    let said = '';
    started.stderr.setEncoding('utf8').on('data', (words: string) => said = (said + words).slice(-LAST_WORDS));
    const told = await new Promise<Told>((resolve, reject) => {
      started.once('error', reject);
      started.once('close', code => reject(new Error(`${command} demo ended with ${code}: ${said.trim()}`)));
      createInterface(started.stdout).once('line', line => resolve(JSON.parse(line) as Told));
    });
    return new Demo(started, told);
  }

  get baseUrl(): string {
    return this.told.base_url;
  }

  get partner(): Told['partner'] {
    return this.told.partner;
  }

  /** Opens a session as your server does. */
  async session(fields: Readonly<Record<string, unknown>> = {}): Promise<Session> {
    return await this.call('/v1/sessions', fields) as Session;
  }

  async flow(session: Session): Promise<FlowState> {
    return await this.call(`/sandbox/flows/${session.handle}`) as FlowState;
  }

  /** Answers everything on the way to a step, without a browser. */
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

  /** Moves every deadline and retry. */
  async advance(seconds: number): Promise<void> {
    await this.call('/sandbox/clock', {advance_seconds: seconds});
  }

  /** Ends it; returns at once where it has ended. */
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
