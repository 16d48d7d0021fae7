import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unprivileged } from './unprivileged.ts';
import { until } from './until.ts';

/** What the server itself writes about its state: `postmaster.pid` in its data folder. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

const baseSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  wal_level: 'logical',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  timezone: 'UTC',
};

/** Makes an empty cluster (UTF8, C locale, superuser "postgres" without a password) unless the folder already holds one. */
export function createCluster(binaries: string, dataDirectory: string): void {
  if (existsSync(join(dataDirectory, 'PG_VERSION'))) return;
  mkdirSync(dataDirectory, { recursive: true });
  const { prefix, user, own } = unprivileged(binaries, dirname(dataDirectory));
  own(dataDirectory);
  chmodSync(dataDirectory, 0o700);
  const options = ['-D', dataDirectory, '-U', 'postgres', '-A', 'trust', '--no-locale', '-E', 'UTF8', '--no-sync'];
  const [program = '', ...rest] = [...prefix, join(binaries, 'initdb'), ...options];
  const made = spawnSync(program, rest, { ...user, encoding: 'utf8', cwd: '/' });
  if (made.status !== 0) throw new Error(`initdb failed in ${dataDirectory}: ${made.stderr || made.error?.message}`);
}

/** Starts the server of a cluster in a session of its own and returns its process id, before it is ready. Its log is `server.log` beside the data. */
export async function launchCluster(cluster: {
  binaries: string;
  dataDirectory: string;
  port: number;
  settings: Record<string, string>;
}): Promise<number> {
  await leftOverIsReaped(cluster.dataDirectory);
  const { prefix, user } = unprivileged(cluster.binaries, dirname(cluster.dataDirectory));
  const settings = { ...baseSettings, ...sharedMemory(), ...cluster.settings, port: String(cluster.port) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [program = '', ...rest] = [...prefix, join(cluster.binaries, 'postgres'), '-D', cluster.dataDirectory, ...flags];
  const log = openSync(logOf(cluster.dataDirectory), 'a');
  const child = spawn(program, rest, { ...user, cwd: '/', detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new Error(`${program} could not be started: check that it may be executed.`);
  return child.pid;
}

/** Reads the state of the server of a data folder; undefined when none is alive. A left-over file of a killed server is seen through. */
export function readPostmaster(dataDirectory: string): Postmaster | undefined {
  const lines = linesOfPostmaster(dataDirectory);
  if (lines === null) return undefined;
  const pid = Number(lines[0]);
  // The number may have gone to another process since: ours names its data folder in its command.
  if (!commandOf(pid).includes(dataDirectory)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** What a server says of itself; null when there is none. One that starts takes the file of a killed one away and writes its own. */
function linesOfPostmaster(dataDirectory: string): string[] | null {
  try {
    return readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A killed server whose parent is gone stays a zombie until the first process of the system reaps it, and PostgreSQL takes a zombie for alive. */
async function leftOverIsReaped(dataDirectory: string): Promise<void> {
  const lines = linesOfPostmaster(dataDirectory);
  if (lines === null) return;
  const pid = Number(lines[0]);
  const isZombie = (): boolean => !isAlive(pid) && statOf(pid) !== undefined;
  await until(() => !isZombie(), {
    timeoutMs: 15_000,
    what: `the killed server ${pid} of ${dataDirectory} is no longer in the process table`,
  });
}

/** Waits until the server takes connections. Throws with the end of its log when it gave up. */
export async function waitUntilReady(dataDirectory: string, pid: number): Promise<void> {
  await until(
    () => {
      if (!isAlive(pid)) throw new Error(`PostgreSQL in ${dataDirectory} stopped while starting: ${logOfFailure(dataDirectory)}`);
      const state = readPostmaster(dataDirectory);
      return state?.pid === pid && state.ready;
    },
    { timeoutMs: 60_000, what: `PostgreSQL in ${dataDirectory} takes connections` },
  );
}

/** Sends a signal to the server and waits until it and all processes it started are gone; a restart before that would find its memory in use. */
export async function endCluster(pid: number, signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
  const family = [pid, ...childrenOf(pid)];
  for (const member of signal === 'SIGKILL' ? family : [pid]) {
    try {
      process.kill(member, signal);
    } catch {
      // It has ended by itself.
    }
  }
  await until(() => !family.some(isAlive), { timeoutMs: 60_000, what: `PostgreSQL ${pid} and its processes are gone` });
}

/** True while the process exists and is not a zombie. */
export function isAlive(pid: number): boolean {
  const state = statOf(pid)?.[0];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

function childrenOf(pid: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((candidate) => statOf(candidate)?.[1] === String(pid));
}

/** Fields of /proc/PID/stat after the name, which may itself hold spaces: state, parent, ... */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function logOf(dataDirectory: string): string {
  return `${dataDirectory}.log`;
}

function logOfFailure(dataDirectory: string): string {
  return readFileSync(logOf(dataDirectory), 'utf8').trim().split('\n').slice(-8).join('\n');
}

/** Containers often have 64 MB of /dev/shm, where a parallel query of a large table runs out; files are slower and enough. */
function sharedMemory(): Record<string, string> {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize < 512 * 1024 * 1024 ? { dynamic_shared_memory_type: 'mmap' } : {};
  } catch {
    return { dynamic_shared_memory_type: 'mmap' };
  }
}
