import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PrintedLines } from './printed-lines.ts';
import { watchdog } from './watchdog.ts';

/** A child process that ends with this one, also when this one is killed. */
export interface ChildProcess {
  readonly pid: number;
  /** What it has printed (its last 20,000 lines), standard output and standard error in the order they arrived. */
  output(): string;
  /** Waits for a line that matches, also one printed already. Fails after `timeoutMs` (30,000), or when the process ends without it. */
  line(pattern: RegExp, options?: { timeoutMs?: number }): Promise<RegExpExecArray>;
  /** Asks it to end in good order (SIGTERM) and waits for that. */
  stop(): Promise<Exit>;
  /** Kills it with SIGKILL and waits until it is gone. */
  kill(): Promise<Exit>;
  /** Freezes it (SIGSTOP); it keeps its connections and locks. */
  pause(): void;
  /** Lets a frozen process go on (SIGCONT). */
  resume(): void;
  /** Settles when it has ended, by whatever means, and its output has been read. */
  readonly exited: Promise<Exit>;
}

/** How a process ended: a code, or the signal that killed it. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** What a child process is started with. */
export interface ProcessOptions {
  /** Arguments after the script. */
  arguments?: string[];
  /** Variables set over those of this process; undefined removes one. */
  env?: Record<string, string | undefined>;
  /** Working folder; ours when not given. */
  cwd?: string;
  /** Called with each line as it is printed. */
  onLine?: (line: string) => void;
  /** In a session of its own, as a service is; what is typed at our terminal does not reach it. */
  ownSession?: boolean;
}

/** Starts a TypeScript or JavaScript file with the Node that runs this process. */
export function startProcess(script: string, options: ProcessOptions = {}): ChildProcess {
  const child = spawn(process.execPath, [script, ...(options.arguments ?? [])], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.ownSession ?? false,
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${script} could not be started with ${process.execPath}.`);
  const callOff = watchdog(pid, { signal: 'KILL' });

  const lines = new PrintedLines();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.add(line);
      options.onLine?.(line);
    });
  }

  const exited = new Promise<Exit>((resolve) => {
    // "close" comes after "exit", when the last output has been read.
    child.once('close', (code, signal) => {
      callOff();
      resolve({ code, signal });
    });
  });

  async function line(pattern: RegExp, { timeoutMs = 30_000 }: { timeoutMs?: number } = {}): Promise<RegExpExecArray> {
    const wait = new AbortController();
    const fail = (why: string): Error => new Error(`${script} ${why} without a line like ${pattern}. It printed:\n${lines.text()}`);
    const ended = exited.then(({ code, signal }) => Promise.reject(fail(`ended (code ${code}, signal ${signal})`)));
    const late = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(fail(`ran for ${timeoutMs} ms`)), timeoutMs);
      wait.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    try {
      return await Promise.race([lines.first(pattern, wait.signal), ended, late]);
    } finally {
      wait.abort();
    }
  }

  function send(signal: NodeJS.Signals): Promise<Exit> {
    child.kill(signal);
    return exited;
  }

  return {
    pid,
    exited,
    line,
    output: () => lines.text(),
    stop: () => send('SIGTERM'),
    kill: () => send('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
}
