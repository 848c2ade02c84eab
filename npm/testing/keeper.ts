/** Runs a command that ends with whoever started this, even where that one is killed. */
import {spawn} from 'node:child_process';

const [command = '', ...options] = process.argv.slice(2);
const kept = spawn(command, options, {
  stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32'
});

function end(): void {
  kept.kill('SIGTERM');
}
kept.once('error', fault => {
  process.stderr.write(`${fault.message}\n`);
  process.exit(1);
});
kept.once('exit', code => process.exit(code ?? 1));
// Nothing is ever written to our input; that it ends means that its other end is gone.
process.stdin.resume().once('end', end);
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.on(signal, end);
}
