import { join } from 'node:path';
import { startProcess } from '@hq-field/testkit/processes';
import { putFirst } from '../systems/first.ts';
import { Recent } from '../systems/recent.ts';

/** Somebody who uses Field all the time: opens the page of a person, and saves it. */
export interface FieldUser {
  /** How long each took, in milliseconds. Throws when nobody uses Field any more: what was measured then would say too little. */
  readonly pages: Recent;
  stop(): Promise<void>;
}

const script = join(import.meta.dirname, 'fixtures', 'use-field.ts');

/** Works in a process of its own, first where that may be, so that what others compute is not part of what a page takes. */
export function fieldUser(fieldUrl: string): FieldUser {
  const pages = new Recent();
  const child = startProcess(script, {
    env: { FIELD_DATABASE_URL: fieldUrl },
    onLine: (line) => pages.add(Number(line)),
    ownSession: true,
  });
  putFirst(child.pid);
  let isStopped = false;
  let end: string | null = null;
  void child.exited.then(({ code, signal }) => (end = signal ?? `code ${code}`));
  return {
    get pages() {
      if (end !== null && !isStopped) throw new Error(`The process that uses Field ended with ${end}:\n${child.output().slice(-1000)}`);
      return pages;
    },
    async stop() {
      isStopped = true;
      await child.stop();
    },
  };
}
