import { decideGate, readGates } from '@hq-field/gates';
import { type FaultProxy, startFaultProxy } from '@hq-field/testkit/fault-proxy';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';
import { type Child, Children } from '../processes/children.ts';
import { freePort } from '../processes/ports.ts';
import { scripts } from '../processes/scripts.ts';
import { type Databases, type GivenUrls, openDatabases } from '../rehearsal/databases.ts';
import { RunnerError } from '../runner-error.ts';
import { startAnotherContract } from './another-contract.ts';

export interface WorldSettings {
  given: GivenUrls;
  keep: boolean;
  /** Where logs and kept databases are. */
  folder: string;
  signingKeyFile: string;
  accounts: number;
  seed: number;
  /** The plan's file. */
  plan: string;
  /** Changes a second that Field's users make, while they may. */
  rate: number;
  say(words: string): void;
}

/** How a command of the runner ended. */
export interface Ended {
  code: number | null;
  /** What it said and answered, in lines. */
  said: string;
}

const operator = 'operator@example.com';
const startMs = 120_000;
const patienceMs = 120_000;

/** Field with its pages, HQ with its console, hosts and databases, as processes of this machine; every one can be pulled. */
export class ReleaseWorld {
  readonly databases: Databases;
  /** Between HQ and everybody who calls it. */
  readonly wireToHq: FaultProxy;
  readonly children: Children;
  readonly pages: string;
  readonly #settings: WorldSettings;
  readonly #hqPort: number;
  #hq: Child | null = null;
  #changes: Child | null = null;
  readonly #hosts: Child[] = [];

  private constructor(settings: WorldSettings, parts: { databases: Databases; wireToHq: FaultProxy; hqPort: number; fieldPort: number }) {
    this.#settings = settings;
    this.databases = parts.databases;
    this.wireToHq = parts.wireToHq;
    this.#hqPort = parts.hqPort;
    this.pages = `http://127.0.0.1:${parts.fieldPort}`;
    this.children = new Children(`${settings.folder}/logs`);
  }

  /** A filled Field with its pages, an HQ that nobody uses yet, and people who change things. */
  static async open(settings: WorldSettings): Promise<ReleaseWorld> {
    const databases = await openDatabases(settings.given, { keep: settings.keep, folder: `${settings.folder}/postgres` });
    const hqPort = await freePort();
    const wireToHq = await startFaultProxy({ to: hqPort, seed: settings.seed });
    const world = new ReleaseWorld(settings, { databases, wireToHq, hqPort, fieldPort: await freePort() });
    try {
      const { accounts, seed } = settings;
      settings.say(`Field of ${accounts} accounts`);
      await world
        .#start('field-seed', scripts.field, ['seed', '--accounts', String(accounts), '--seed', String(seed), '--json'], { ends: true })
        .done();
      settings.say('HQ, Field’s pages, and people who work in them');
      await world.startHq();
      const pages = world.#start('field', scripts.field, ['serve']);
      await pages.line(/Field listens on (\S+)/u, startMs);
      world.letPeopleWork();
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  async startHq(port = this.#hqPort): Promise<void> {
    this.#hq = this.#start('hq', scripts.hq, ['serve'], { env: { HQ_PORT: String(port) } });
    await this.#hq.line(/HQ listens on (\S+)/u, startMs);
  }

  /** Until what it returns is called, HQ and whoever calls it speak contracts of different major versions. */
  async deployAnotherContract(): Promise<() => Promise<void>> {
    await this.killHq();
    const elsewhere = await freePort();
    await this.startHq(elsewhere);
    const between = await startAnotherContract({ port: this.#hqPort, to: elsewhere });
    return async () => {
      await between.close();
      await this.killHq();
      await this.startHq();
    };
  }

  async killHq(): Promise<void> {
    await this.#hq?.kill();
  }

  /** Field's users change things, as the generator of apps/field does it. */
  letPeopleWork(): void {
    const { rate, seed } = this.#settings;
    if (rate === 0 || this.#changes !== null) return;
    this.#changes = this.#start('field-changes', scripts.field, ['changes', '--rate', String(rate), '--seed', String(seed), '--json']);
  }

  /** The administration is closed to them, or they have gone home. */
  async letPeopleRest(): Promise<void> {
    await this.#changes?.stop();
    this.#changes = null;
  }

  get doPeopleWork(): boolean {
    return this.#changes !== null;
  }

  /** `pnpm migrate …` to its end, with failpoints in it when they are named. */
  async migrate(name: string, words: readonly string[], failpoints?: string): Promise<Ended> {
    const said: string[] = [];
    const env = { FAILPOINTS: failpoints };
    const child = this.#start(name, scripts.runner, [...words], { ends: true, onLine: (line) => void said.push(line), env });
    const { code } = await child.ended();
    return { code, said: said.join('\n') };
  }

  /** The JSON answer of `pnpm migrate …`, whatever its exit code. */
  async ask<T>(words: readonly string[]): Promise<T> {
    const { said } = await this.migrate(`ask-${words[0] ?? ''}`, [...words, '--json']);
    const line = said.split('\n').findLast((one) => /^[{[]/u.test(one));
    if (line === undefined) throw new RunnerError('failed', `pnpm migrate ${words.join(' ')} answered nothing: ${said}`);
    return JSON.parse(line) as T;
  }

  /** One host more, which works until it is stopped. Waits until it is known. */
  async startHost(words: readonly string[] = ['work']): Promise<void> {
    const living = async () => (await this.ask<{ hosts: { isLiving: boolean }[] }>(['status'])).hosts.filter(({ isLiving }) => isLiving);
    const before = (await living()).length;
    this.#hosts.push(this.#start(`host-${this.#hosts.length + 1}`, scripts.runner, [...words]));
    await this.until('the host works', async () => (await living()).length > before);
  }

  get firstHost(): Child | undefined {
    return this.#hosts[0];
  }

  async stopHosts(): Promise<void> {
    for (const host of this.#hosts.splice(0)) await host.stop();
  }

  /** Until `pnpm migrate status` says words that match: of why sending waits, or of why it cannot answer. */
  async untilWaits(words: RegExp): Promise<void> {
    await this.until(`pnpm migrate status says ${words.source}`, async () => words.test((await this.migrate('status', ['status'])).said));
  }

  /** What gates and maintenance page allow, Field's users do. */
  async followGates(): Promise<void> {
    const { states } = await this.in('runner', readGates);
    const mayWork =
      decideGate(states, 'field.administration', null).value === 'legacy' && decideGate(states, 'field.maintenance', null).value === 'off';
    await (mayWork ? this.letPeopleWork() : this.letPeopleRest());
  }

  /** Looks again and again. Throws when it has not come for long. */
  async until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
    await until(look, { what, timeoutMs: patienceMs, everyMs: 200 });
  }

  /** Nobody gets into Field's database until `letIntoField`: its sessions are ended, and new ones refused. */
  async shutField(): Promise<void> {
    await this.#besideField(async (sql, name) => {
      await sql.unsafe(`alter database "${name}" with allow_connections false`);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
    });
  }

  async letIntoField(): Promise<void> {
    await this.#besideField(async (sql, name) => void (await sql.unsafe(`alter database "${name}" with allow_connections true`)));
  }

  /** With a session in one of the databases. */
  async in<T>(database: 'field' | 'hq' | 'runner', work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    const sql = postgres(this.databases.urls[database], { max: 1, onnotice: () => {} });
    try {
      return await work(sql);
    } finally {
      await sql.end({ timeout: 5 });
    }
  }

  /** Ends every process; the databases go too, unless they are kept. */
  async close(): Promise<void> {
    await this.children.stopAll();
    await this.wireToHq.close();
    await this.databases.stop();
  }

  async #besideField(work: (sql: postgres.Sql, name: string) => Promise<unknown>): Promise<void> {
    const name = new URL(this.databases.urls.field).pathname.slice(1);
    await this.in('runner', (sql) => work(sql, name));
  }

  #start(
    name: string,
    script: string,
    words: string[],
    more: { ends?: true; onLine?: (line: string) => void; env?: Record<string, string | undefined> } = {},
  ): Child {
    const { field, hq, runner } = this.databases.urls;
    return this.children.start(name, script, {
      arguments: words,
      ...more,
      env: {
        FIELD_DATABASE_URL: field,
        HQ_DATABASE_URL: hq,
        RUNNER_DATABASE_URL: runner,
        GATES_DATABASE_URL: runner,
        HQ_URL: `http://127.0.0.1:${this.wireToHq.port}`,
        HQ_PORT: String(this.#hqPort),
        HQ_CONSOLE: 'on',
        HQ_OPERATORS: operator,
        HQ_FIELD_URL: this.pages,
        HQ_FIELD_PAGES_URL: this.pages,
        FIELD_PORT: new URL(this.pages).port,
        FIELD_PAGES_URL: this.pages,
        RUNNER_PLAN_FILE: this.#settings.plan,
        RUNNER_SIGNING_KEY_FILE: this.#settings.signingKeyFile,
        NODE_OPTIONS: '--max-semi-space-size=24',
        FORCE_COLOR: undefined,
        NO_COLOR: '1',
        ...more.env,
      },
    });
  }
}
