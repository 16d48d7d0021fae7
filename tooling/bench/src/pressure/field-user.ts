import { openField } from '@hq-field/field-adapter';
import { setTimeout as sleep } from 'node:timers/promises';
import { Recent } from '../systems/recent.ts';

/** Somebody who uses Field all the time: opens the page of a person, and saves it. */
export interface FieldUser {
  /** How long each took, in milliseconds. */
  readonly pages: Recent;
  stop(): Promise<void>;
}

const pauseMs = 20;

export async function fieldUser(fieldUrl: string): Promise<FieldUser> {
  const field = openField(fieldUrl, { max: 1 });
  const people = await field<{ id: number }[]>`select id from users order by id limit 1000`;
  const pages = new Recent();
  let isStopped = false;
  const work = (async () => {
    for (let turn = 0; !isStopped; turn += 1) {
      const person = people[(turn * 7919) % people.length]?.id ?? 0;
      const begun = performance.now();
      await field`select u.email, m.account_id from users u left join account_users m on m.user_id = u.id where u.id = ${person}`;
      await field`update users set job_title = ${`title ${turn}`} where id = ${person}`;
      pages.add(performance.now() - begun);
      await sleep(pauseMs);
    }
  })();
  return {
    pages,
    async stop() {
      isStopped = true;
      await work;
      await field.end({ timeout: 1 });
    },
  };
}
