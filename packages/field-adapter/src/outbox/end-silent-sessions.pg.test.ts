import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '@hq-field/testkit/until';
import { expect, test } from 'vitest';
import { smallField } from '../fixtures/small-field.ts';
import { endSilentSessions } from './end-silent-sessions.ts';
import { resolverLock } from './changes.ts';
import { resolveChanges } from './resolve-changes.ts';

/** A message of PostgreSQL's protocol: its letter, its length, what it says. */
function message(letter: string, ...parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

test('a process that falls asleep between the description of a statement and its run holds up the others for the limit only', async () => {
  const small = await smallField();
  const url = new URL(small.url);
  // As a process leaves it that is stopped there: our client never stays between the two by itself.
  const asleep = connect(Number(url.port), '127.0.0.1');
  try {
    const gone = once(asleep, 'close');
    asleep.on('error', () => {}).resume();
    const settings = ['user', 'postgres', 'database', url.pathname.slice(1), 'application_name', 'hq-field-migration', ''];
    const version = Buffer.from([0, 3, 0, 0]);
    asleep.write(message('', version, ...settings));
    const limit = "set idle_in_transaction_session_timeout = '100ms'";
    asleep.write(message('Q', `begin; ${limit}; select pg_advisory_xact_lock(${resolverLock})`));
    asleep.write(Buffer.concat([message('P', '', 'select $1::int', Buffer.from([0, 0])), message('H')]));
    await until(
      async () => {
        const [lock] = await small.field<{ held: boolean }[]>`
          select exists (select from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and l.objid = ${resolverLock} and a.state = 'active' and a.wait_event = 'ClientRead' and a.state_change < clock_timestamp() - interval '300 ms' and a.datname = current_database()) as held`;
        return lock?.held === true;
      },
      { timeoutMs: 10_000, everyMs: 20, what: 'it holds the lock beyond the limit of idle transactions' },
    );
    await small.make('accounts', { name: 'Acme', status: 'active' });
    expect(await resolveChanges(small.field, 100)).toBe(0);
    expect(await endSilentSessions(small.field, 3600)).toBe(0);
    expect(await endSilentSessions(small.field, 0.1)).toBe(1);
    await gone;
    await until(async () => (await resolveChanges(small.field, 100)) > 0, { timeoutMs: 10_000, everyMs: 20, what: 'others resolve' });
  } finally {
    asleep.destroy();
    await small.close();
  }
});
