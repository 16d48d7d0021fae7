import { createServer, request } from 'node:http';
import { contractVersionHeader } from '@hq-field/contracts';

/** Between everybody and HQ: each request says another major version of the contract, as when one side was deployed with another one. */
export async function startAnotherContract({ port, to }: { port: number; to: number }): Promise<{ close(): Promise<void> }> {
  const server = createServer((incoming, answer) => {
    const headers = { ...incoming.headers, [contractVersionHeader]: '99.0.0' };
    const passed = request({ host: '127.0.0.1', port: to, method: incoming.method, path: incoming.url, headers }, (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
