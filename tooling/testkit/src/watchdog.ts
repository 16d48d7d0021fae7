import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Waits for the end of its input, which comes when the parent is gone, however it ended; then ends the server and removes its temporary data. */
const script = `cat > /dev/null
kill -QUIT "$1" 2> /dev/null
while kill -0 "$1" 2> /dev/null; do sleep 0.1; done
[ -z "$2" ] || rm -rf -- "$2"`;

/** Ends process `pid` when this process ends, also by SIGKILL. Returns the function that calls it off. */
export function watchdog(pid: number, temporaryDirectory: string | undefined): () => void {
  const dog = spawn('/bin/sh', ['-c', script, 'watchdog', String(pid), temporaryDirectory ?? ''], {
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
