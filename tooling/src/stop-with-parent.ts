/**
 * Preloaded into every Node process that the portal's supervisor starts, as `stop-with-parent.ts?supervisor=<pid>`. The supervisor holds
 * the other end of this process's standard input; when that end closes without a word, the supervisor was killed, and this process must
 * not outlive it. Children of this process inherit the preload, but not the supervisor as their parent.
 */
const GRACE_MS = 2_000;

function stop(): void {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), GRACE_MS).unref();
}

if (Number(new URL(import.meta.url).searchParams.get('supervisor')) === process.ppid) {
  process.stdin.once('end', stop).resume();
}
