"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
/** Runs a command that ends with whoever started this, even where that one is killed. */
const node_child_process_1 = require("node:child_process");
const [command = '', ...options] = process.argv.slice(2);
const kept = (0, node_child_process_1.spawn)(command, options, {
    stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32'
});
function end() {
    kept.kill('SIGTERM');
}
kept.once('error', fault => {
    process.stderr.write(`${fault.message}\n`);
    process.exit(1);
});
kept.once('exit', code => process.exit(code ?? 1));
// Nothing is ever written to our input; that it ends means that its other end is gone.
process.stdin.resume().once('end', end);
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
    process.on(signal, end);
}
