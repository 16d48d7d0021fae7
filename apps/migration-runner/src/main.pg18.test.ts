import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createStubServer } from '@hq-field/contracts/conformance';
import { installCapture, openField } from '@hq-field/field-adapter';
import { statesALimit, testDatabase, until } from '@hq-field/testkit';
import { startFaultProxy } from '@hq-field/testkit/fault-proxy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRunner } from './database/open-runner.ts';
import { legacyField } from './fixtures/legacy-field.ts';
import { freePort } from './processes/ports.ts';

const script = join(import.meta.dirname, 'main.ts');
const [field, runnerDatabase] = await Promise.all([legacyField(), testDatabase('runner', async (url) => (await openRunner(url)).end())]);
const hq = await createStubServer({});
const folder = mkdtempSync(join(tmpdir(), 'main-'));
const signingKeyFile = join(folder, 'key.json');
writeFileSync(signingKeyFile, JSON.stringify(hq.privateKey));
const runner = await openRunner(runnerDatabase.url, { max: 1 });
const env = {
  ...process.env,
  FIELD_DATABASE_URL: field.url,
  RUNNER_DATABASE_URL: runnerDatabase.url,
  HQ_URL: hq.url,
  RUNNER_SIGNING_KEY_FILE: signingKeyFile,
  LOG_LEVEL: 'info',
};

beforeAll(async () => {
  const sql = openField(field.url, { max: 1 });
  await installCapture(sql);
  await sql.end();
});
afterAll(async () => {
  await Promise.all([runner.end(), hq.stop()]);
  rmSync(folder, { recursive: true });
  await Promise.all([field.drop(), runnerDatabase.drop()]);
});

/** A command of which nobody reads `unread`; its exit code, and what it said on stderr. */
function start(
  words: string[],
  { unread = [], stdout = 'pipe', settings = {} }: { unread?: ('stdout' | 'stderr')[]; stdout?: 'pipe' | number; settings?: object },
) {
  const stdio: StdioOptions = ['ignore', stdout, 'pipe'];
  const child = spawn(process.execPath, [script, ...words], { env: { ...env, ...settings }, stdio });
  for (const stream of unread) child[stream]?.destroy();
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = unread.includes('stderr') || child.stderr === null ? '' : text(child.stderr);
  return { child, ended: Promise.all([code, said]).then(([code, said]) => ({ code, said })) };
}

test('a reader that has left is no failure of a command, and nothing is said', async () => {
  expect(await start(['throttle', '--json'], { unread: ['stdout'] }).ended).toEqual({ code: 0, said: '' });
});

const extract = ['extract', '--side', 'field', '--name', 'users', '--out', '-'];

test.runIf(process.platform === 'linux').each([['throttle'], extract, ['quarantine', 'export', '--out', '-']])(
  'an answer for which there is no room could not be given, and that is said once: %s',
  async (...words) => {
    const full = openSync('/dev/full', 'w');
    const { code, said } = await start(words, { stdout: full }).ended;
    closeSync(full);
    expect(code).toBe(3);
    expect(said).toMatch(/^Standard output cannot be written \(ENOSPC[^\n]*\n$/u);
  },
);

test('an extract of which nobody reads the rest is no failure, and how long it took is not kept', async () => {
  expect(await start(extract, { unread: ['stdout'] }).ended).toEqual({ code: 0, said: '' });
  expect(await runner`select from migration.timings where phase like 'extract%'`).toEqual([]);
});

test('a host works on when nobody reads what it prints, and ends in good order', async () => {
  const { child, ended } = start(['work', '--json'], { unread: ['stdout', 'stderr'] });
  const isThere = async () =>
    (await runner`select from migration.hosts where ended_at is null and seen_at > started_at + interval '3 seconds'`).length === 1;
  await until(async () => child.exitCode !== null || isThere(), {
    timeoutMs: 50_000,
    everyMs: 100,
    what: 'the host has printed several lines',
  });
  child.kill('SIGTERM');
  expect(await ended).toEqual({ code: 0, said: '' });
});

/** The address of a database on another port. */
function at(url: string, port: number): string {
  const moved = new URL(url);
  moved.port = String(port);
  return moved.href;
}

test('a host that starts before its databases says so, and works when they come', async () => {
  const port = await freePort();
  const settings = { FIELD_DATABASE_URL: at(field.url, port), RUNNER_DATABASE_URL: at(runnerDatabase.url, port) };
  const { child, ended } = start(['work', '--json'], { settings });
  const lines: string[] = [];
  createInterface({ input: child.stdout as Readable }).on('line', (line) => lines.push(line));
  await until(() => child.exitCode !== null || lines.some((line) => line.includes('The Field database cannot be reached')), {
    timeoutMs: 50_000,
    what: 'the host waits',
  });
  const real = new URL(field.url);
  const wires: Socket[] = [];
  const server = createServer((wire) => {
    const behind = connect(Number(real.port), real.hostname);
    for (const one of [wire, behind]) wires.push(one.on('error', () => {}));
    wire.pipe(behind).pipe(wire);
  }).listen(port, '127.0.0.1');
  await until(() => child.exitCode !== null || lines.some((line) => line.includes('"accounts"')), {
    timeoutMs: 50_000,
    what: 'the host works',
  });
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
  expect(lines.at(-1)).toContain('"final":true');
  for (const wire of wires) wire.destroy();
  server.close();
});

test('a host that is stopped while it waits for a database ends in good order; one that does not exist is not waited for', async () => {
  const waiting = start(['work'], { settings: { FIELD_DATABASE_URL: at(field.url, await freePort()) } });
  await once(waiting.child.stderr as Readable, 'data');
  waiting.child.kill('SIGTERM');
  expect(await waiting.ended).toMatchObject({ code: 0 });
  const lost = start(['work'], { settings: { FIELD_DATABASE_URL: `${field.url}_of_nobody` } });
  expect(await lost.ended).toMatchObject({ code: 3, said: expect.stringContaining('does not exist') });
});

test('a host that is stopped while a database hangs or is away ends in its time, with the figures it knows', statesALimit, async () => {
  const ways = [
    { name: 'FIELD_DATABASE_URL', url: field.url, fault: { halfOpen: true } },
    { name: 'RUNNER_DATABASE_URL', url: runnerDatabase.url, fault: { halfOpen: true } },
    { name: 'RUNNER_DATABASE_URL', url: runnerDatabase.url, fault: { refuse: true } },
  ];
  const hosts = await Promise.all(
    ways.map(async ({ name, url, fault }) => {
      const proxy = await startFaultProxy({ to: Number(new URL(url).port) });
      const host = start(['work', '--json'], { settings: { [name]: at(url, proxy.port) } });
      const lines: string[] = [];
      createInterface({ input: host.child.stdout as Readable }).on('line', (line) => lines.push(line));
      return { ...host, proxy, fault, lines };
    }),
  );
  await until(() => hosts.every(({ child, lines }) => child.exitCode !== null || lines.some((line) => line.includes('"accounts"'))), {
    timeoutMs: 50_000,
    what: 'the hosts work',
  });
  for (const { proxy, fault } of hosts) {
    proxy.set(fault);
    if ('refuse' in fault) proxy.cutAll();
  }
  const begun = performance.now();
  for (const { child } of hosts) child.kill('SIGTERM');
  const ended = await Promise.all(hosts.map(({ ended }) => ended));
  expect(performance.now() - begun).toBeLessThan(10_500);
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
  for (const { lines } of hosts)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ final: true, isLastKnown: true, accounts: { failed: 0 } });
  await Promise.all(hosts.map(({ proxy }) => proxy.close()));
});

test('a verification that is stopped is no time to compare with', async () => {
  await runner`update migration.throttle set paused = true`;
  const { child, ended } = start(['verify'], {});
  await until(
    async () => child.exitCode !== null || (await runner`select from migration.verification_units where holder is not null`).length > 0,
    {
      timeoutMs: 50_000,
      everyMs: 20,
      what: 'the verification waits',
    },
  );
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 1 });
  expect(await runner`select phase from migration.timings where phase = 'verify'`).toEqual([]);
  await runner`update migration.throttle set paused = false`;
});

test('a status that is watched ends with whoever watched it', async () => {
  expect(await start(['status', '--watch', '--json'], { unread: ['stdout'] }).ended).toEqual({ code: 0, said: '' });
});

test('a status that is watched goes on when a database was away for a moment', async () => {
  const beside = openField(field.url, { max: 1 });
  const name = new URL(runnerDatabase.url).pathname.slice(1);
  const open = (isOpen: boolean) => beside.unsafe(`alter database "${name}" with allow_connections ${isOpen}`);
  const { child, ended } = start(['status', '--watch', '--json', '--every', '1s'], {});
  const lines: string[] = [];
  createInterface({ input: child.stdout as Readable }).on('line', (line) => lines.push(line));
  const says = (what: string) =>
    until(() => child.exitCode !== null || lines.at(-1)?.includes(what) === true, { timeoutMs: 30_000, everyMs: 20, what });
  await says('"stage"');
  await open(false);
  await beside`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
  await says('"undone":true');
  await open(true);
  await says('"stage"');
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0 });
  await beside.end();
});
