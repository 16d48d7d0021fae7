import type { FieldDatabase } from '@hq-field/field-adapter';
import { installCapture } from '@hq-field/field-adapter';
import { freePort } from '../processes/ports.ts';
import type { Children } from '../processes/children.ts';
import { scripts } from '../processes/scripts.ts';

export interface DevelopmentParts {
  children: Children;
  field: FieldDatabase;
  /** Where the gates are: the runner's database. */
  runnerUrl: string;
  /** Of Field's pages; 0: any free one. */
  fieldPort: number;
  /** Of the Field that is made when its database is empty. */
  accounts: number;
  seed: string;
  say: (what: string) => void;
}

export interface DevelopmentAddresses {
  field: string;
  hq: string;
  console: string;
  /** E-mail of an administrator of an account that lives, to sign in with. */
  administrator: string | null;
  operator: string;
}

const operator = 'operator@example.com';

/** Starts Field, HQ and the runner as processes of their own over the given databases, with a small Field where there is none. */
export async function startAll(parts: DevelopmentParts): Promise<DevelopmentAddresses> {
  const { children, field, say } = parts;
  const shared = { GATES_DATABASE_URL: parts.runnerUrl };
  await children.start('field-schema', scripts.field, { arguments: ['schema'], env: {}, ends: true }).done();
  await fillWhenEmpty(parts);
  say('capture of changes');
  await installCapture(field);

  // HQ puts what it creates to Field, and Field pushes to HQ: one address has to be known before its server is.
  const fieldPort = String(parts.fieldPort === 0 ? await freePort() : parts.fieldPort);
  const fieldUrl = `http://127.0.0.1:${fieldPort}`;
  const hqChild = children.start('hq', scripts.hq, {
    arguments: ['serve'],
    env: { HQ_CONSOLE: 'on', HQ_OPERATORS: operator, HQ_FIELD_URL: fieldUrl, HQ_FIELD_PAGES_URL: fieldUrl, ...shared },
  });
  const hq = (await hqChild.line(/HQ listens on (\S+)/u))[1] ?? '';
  const fieldChild = children.start('field', scripts.field, {
    arguments: ['serve'],
    env: { ...shared, HQ_URL: hq, FIELD_PORT: fieldPort },
  });
  const pages = (await fieldChild.line(/Field listens on (\S+)/u))[1] ?? '';
  say('every account into the queue');
  await children.start('enqueue', scripts.runner, { arguments: ['enqueue', '--all'], env: { HQ_URL: hq }, ends: true }).done();
  children.start('runner', scripts.runner, { arguments: ['work'], env: { HQ_URL: hq } });
  return { field: pages, hq, console: `${hq}/console`, administrator: await administratorOf(field), operator };
}

async function fillWhenEmpty({ children, field, accounts, seed, say }: DevelopmentParts): Promise<void> {
  const [row] = await field<{ filled: boolean }[]>`select exists (select from accounts) as filled`;
  if (row?.filled === true) return;
  say(`a Field of ${accounts} accounts`);
  await children
    .start('field-seed', scripts.field, {
      arguments: ['seed', '--accounts', String(accounts), '--seed', seed, '--json'],
      env: {},
      ends: true,
    })
    .done();
}

async function administratorOf(field: FieldDatabase): Promise<string | null> {
  const [row] = await field<{ email: string }[]>`
    select u.email from account_users m join users u on u.id = m.user_id join accounts a on a.id = m.account_id
    where m.role = 'admin' and m.deleted_at is null and u.deleted_at is null and a.deleted_at is null
      and m.status = 'active' and coalesce(u.status, 'active') = 'active' and u.email ~* '^[a-z0-9.]+@[a-z.]+$'
    order by a.id, m.id limit 1`;
  return row?.email ?? null;
}
