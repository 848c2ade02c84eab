/** Runs a command, and stops it when the process that started this one ends, even if it is killed. */
import {spawn} from 'node:child_process';

const [command = '', ...options] = process.argv.slice(2);
const child = spawn(command, options, {
  stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32'
});

function end(): void {
  child.kill('SIGTERM');
}
child.once('error', fault => {
  process.stderr.write(`${fault.message}\n`);
  process.exit(1);
});
child.once('exit', code => process.exit(code ?? 1));
// Nothing is ever written to this input. Its end means that the process at the other end is gone.
process.stdin.resume().once('end', end);
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.on(signal, end);
}
