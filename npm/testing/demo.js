"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Demo = void 0;
/** The whole product on loopback, as a suite starts and asks it: `h5kit demo --json`. */
const node_child_process_1 = require("node:child_process");
const node_readline_1 = require("node:readline");
const KEEPER = require.resolve('./keeper');
/** How much of what the demo says is told when it doesn't start. */
const LAST_WORDS = 2000;
/** A running demo; `stop` ends it, and so does the end of this process. */
class Demo {
    constructor(process, told) {
        this.process = process;
        this.told = told;
    }
    /** Starts one on a free port; `command` is how h5kit is called. Throws with its last words. */
    static async start(command = process.env['H5KIT'] ?? 'h5kit', options = []) {
        const started = (0, node_child_process_1.spawn)(process.execPath, [KEEPER, command, 'demo', '--port', '0', '--json', ...options]);
        let said = '';
        started.stderr.setEncoding('utf8').on('data', (words) => said = (said + words).slice(-LAST_WORDS));
        const told = await new Promise((resolve, reject) => {
            started.once('error', reject);
            started.once('close', code => reject(new Error(`${command} demo ended with ${code}: ${said.trim()}`)));
            (0, node_readline_1.createInterface)(started.stdout).once('line', line => resolve(JSON.parse(line)));
        });
        return new Demo(started, told);
    }
    get baseUrl() {
        return this.told.base_url;
    }
    get partner() {
        return this.told.partner;
    }
    /** Opens a session as your server does. */
    async session(fields = {}) {
        return await this.call('/v1/sessions', fields);
    }
    async flow(session) {
        return await this.call(`/sandbox/flows/${session.handle}`);
    }
    /** Answers everything on the way to a step, without a browser. */
    async jump(session, step) {
        const reached = await this.call(`/sandbox/flows/${session.handle}`, { step });
        if (reached.step !== step) {
            throw new Error(`this number's scenario ends in ${reached.step}, not in ${step}`);
        }
        return reached;
    }
    /** The newest SMS code of a number. */
    async lastCode(tel) {
        const [newest] = await this.call(`/sandbox/sms?tel=${tel}`);
        if (!newest) {
            throw new Error('no SMS was sent to this number');
        }
        return newest.code;
    }
    /** Every push and try of a flow, newest first. */
    async deliveries(sid) {
        return await this.call(`/sandbox/deliveries?sid=${sid}`);
    }
    /** Moves every deadline and retry. */
    async advance(seconds) {
        await this.call('/sandbox/clock', { advance_seconds: seconds });
    }
    /** Ends it; returns at once where it has ended. */
    async stop() {
        if (this.process.exitCode !== null || this.process.signalCode !== null) {
            return;
        }
        const ended = new Promise(resolve => this.process.once('exit', resolve));
        this.process.stdin.end();
        await ended;
    }
    async call(path, body) {
        const answer = await fetch(this.baseUrl + path, {
            method: body === undefined ? 'GET' : 'POST',
            headers: { authorization: `Bearer ${this.partner.secret}`, 'content-type': 'application/json' },
            ...(body === undefined ? {} : { body: JSON.stringify(body) })
        });
        if (!answer.ok) {
            throw new Error(`${path.split('?')[0]} answered ${answer.status}: ${await answer.text()}`);
        }
        return answer.json();
    }
}
exports.Demo = Demo;
