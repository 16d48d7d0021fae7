import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Waits for the end of its input, which comes when the parent is gone, however it ended; then ends the process and removes its temporary data. */
const script = `cat > /dev/null
kill -"$2" "$1" 2> /dev/null
while kill -0 "$1" 2> /dev/null; do sleep 0.1; done
[ -z "$3" ] || rm -rf -- "$3"`;

/** What the watchdog does when its parent is gone. */
export interface WatchdogOrders {
  /** QUIT ends PostgreSQL at once and its children with it; KILL ends anything. */
  signal: 'QUIT' | 'KILL';
  /** A folder to remove after the process. */
  temporaryDirectory?: string;
}

/** Ends process `pid` when this process ends, also by SIGKILL. Returns the function that calls it off. */
export function watchdog(pid: number, { signal, temporaryDirectory = '' }: WatchdogOrders): () => void {
  const dog = spawn('/bin/sh', ['-c', script, 'watchdog', String(pid), signal, temporaryDirectory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  dog.unref();
  // The pipe alone must not keep this process alive.
  if (dog.stdin instanceof Socket) dog.stdin.unref();
  return () => {
    dog.kill('SIGKILL');
  };
}
