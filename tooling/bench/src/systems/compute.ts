import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '@hq-field/testkit/processes';
import { yieldTo } from './yield-to.ts';

const script = join(import.meta.dirname, 'fixtures', 'compute.ts');

/** As many processes as there are processors compute behind all others: what a machine that has something else to do takes from Field by that alone. */
export function compute(): { stop(): Promise<void> } {
  const children = Array.from({ length: availableParallelism() }, () => startProcess(script, { ownSession: true }));
  for (const { pid } of children) yieldTo(pid);
  return {
    async stop() {
      await Promise.all(children.map((child) => child.kill()));
    },
  };
}
