import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '@hq-field/testkit/processes';

const script = join(import.meta.dirname, 'fixtures', 'compute.ts');

/** As many processes as there are processors compute: what a machine that has something else to do takes from Field by that alone. */
export function compute(): { stop(): Promise<void> } {
  const children = Array.from({ length: availableParallelism() }, () => startProcess(script, { ownSession: true }));
  return {
    async stop() {
      await Promise.all(children.map((child) => child.kill()));
    },
  };
}
