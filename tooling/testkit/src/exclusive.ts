import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { until } from './until.ts';

/**
 * Runs work while no other process of this machine runs work of the same name. The lock is an abstract socket name:
 * the kernel gives it to one process and takes it back when that process dies, so there is never a stale lock file.
 */
export async function exclusive<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const address = `\0hq-field-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
  const held = await until(() => tryListen(address), {
    timeoutMs: 120_000,
    what: `another process has finished with ${name}`,
    everyMs: 50,
  });
  try {
    return await work();
  } finally {
    await new Promise((resolve) => held.close(resolve));
  }
}

function tryListen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(address, () => resolve(server));
  });
}
