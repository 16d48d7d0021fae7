import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { type ChildProcess, type Exit, startProcess } from '@hq-field/testkit/processes';
import { peakMemoryMb } from './memory.ts';

/** A process ended though nobody asked it to. */
export class ChildEndedError extends Error {
  readonly code = 'child_ended';
  readonly child: string;
  readonly tail: string;

  constructor(child: string, exit: Exit, tail: string) {
    super(`${child} ended by itself (${exit.signal === null ? `code ${exit.code}` : `signal ${exit.signal}`}).`);
    this.name = 'ChildEndedError';
    this.child = child;
    this.tail = tail;
  }
}

export interface Child {
  readonly pid: number;
  line(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** SIGTERM, and SIGKILL when it has not ended after `patienceMs` (15,000). */
  stop(patienceMs?: number): Promise<void>;
  kill(): Promise<void>;
  /** Waits until it has ended with code 0; any other end is a ChildEndedError. */
  done(): Promise<void>;
  /** Waits until it has ended, by whatever means: from now on its end is expected. */
  ended(): Promise<Exit>;
  /** Freezes it (SIGSTOP). */
  pause(): void;
  /** Lets a frozen process go on (SIGCONT). */
  resume(): void;
}

export interface ChildOptions {
  arguments: string[];
  env: Record<string, string | undefined>;
  /** Whether it may end by itself with code 0. */
  ends?: boolean;
  onLine?: (line: string) => void;
}

const tailLines = 30;

/** The processes that one command starts: their logs, their memory, and their end. */
export class Children {
  readonly #logFolder: string;
  readonly #alive = new Map<string, ChildProcess>();
  readonly #logs = new Map<string, WriteStream>();
  readonly #peaks = new Map<string, number>();
  readonly #crash = Promise.withResolvers<never>();
  readonly #memory: NodeJS.Timeout;

  constructor(logFolder: string) {
    this.#logFolder = logFolder;
    mkdirSync(logFolder, { recursive: true });
    this.#crash.promise.catch(() => {});
    this.#memory = setInterval(() => this.#measure(), 200);
  }

  /** Rejects when a process ends that should not. */
  get crashed(): Promise<never> {
    return this.#crash.promise;
  }

  /** Starts a script; `name` names its log, and its memory over all its lives. */
  start(name: string, script: string, options: ChildOptions): Child {
    const log = this.#logFor(name);
    const tail: string[] = [];
    let expected = false;
    const child = startProcess(script, {
      arguments: options.arguments,
      env: options.env,
      onLine: (line) => {
        log.write(`${line}\n`);
        tail.push(line);
        if (tail.length > tailLines) tail.shift();
        options.onLine?.(line);
      },
    });
    log.write(`--- ${new Date().toISOString()} ${script} ${options.arguments.join(' ')} (process ${child.pid})\n`);
    this.#alive.set(name, child);
    const ended = child.exited.then((exit) => {
      if (this.#alive.get(name) === child) this.#alive.delete(name);
      if (expected || (options.ends === true && exit.code === 0)) return;
      const error = new ChildEndedError(name, exit, tail.join('\n'));
      this.#crash.reject(error);
      throw error;
    });
    ended.catch(() => {});

    const end = async (how: () => Promise<Exit>): Promise<void> => {
      this.#measure();
      expected = true;
      await how();
    };
    return {
      pid: child.pid,
      line: (pattern, timeoutMs = 60_000) => child.line(pattern, { timeoutMs }),
      stop: (patienceMs = 15_000) => end(() => stopWithin(child, patienceMs)),
      kill: () => end(() => child.kill()),
      done: () => ended,
      ended: () => {
        expected = true;
        return child.exited;
      },
      pause: () => child.pause(),
      resume: () => child.resume(),
    };
  }

  peakMb(name: string): number | null {
    return this.#peaks.get(name) ?? null;
  }

  /** Stops everything that still runs. */
  async stopAll(): Promise<void> {
    clearInterval(this.#memory);
    this.#measure();
    // What is stopped now ends on purpose: nobody waits for a crash any more.
    await Promise.all([...this.#alive.values()].map((child) => stopWithin(child, 10_000)));
    await Promise.all([...this.#logs.values()].map((log) => new Promise((resolve) => log.end(resolve))));
  }

  #measure(): void {
    for (const [name, child] of this.#alive) {
      const now = peakMemoryMb(child.pid);
      if (now !== null) this.#peaks.set(name, Math.max(now, this.#peaks.get(name) ?? 0));
    }
  }

  #logFor(name: string): WriteStream {
    const known = this.#logs.get(name);
    if (known !== undefined) return known;
    const log = createWriteStream(join(this.#logFolder, `${name}.log`));
    this.#logs.set(name, log);
    return log;
  }
}

async function stopWithin(child: ChildProcess, patienceMs: number): Promise<Exit> {
  const tooLate = setTimeout(() => void child.kill(), patienceMs);
  try {
    return await child.stop();
  } finally {
    clearTimeout(tooLate);
  }
}
