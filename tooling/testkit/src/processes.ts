import { spawn } from 'node:child_process';
import { until } from './until.ts';

/** A child process that ends with this one. */
export interface ChildProcess {
  readonly pid: number;
  /** All it has printed so far, standard output and standard error in the order they arrived. */
  output(): string;
  /** Waits for a line that matches, also one printed already; fails when the process ends without it. */
  line(pattern: RegExp, options?: { timeoutMs?: number }): Promise<RegExpExecArray>;
  /** Asks it to end in good order (SIGTERM) and waits for that. */
  stop(): Promise<Exit>;
  /** Kills it with SIGKILL and waits until it is gone. */
  kill(): Promise<Exit>;
  /** Freezes it (SIGSTOP); it keeps its connections and locks. */
  pause(): void;
  /** Lets a frozen process go on (SIGCONT). */
  resume(): void;
  /** Settles when it has ended, by whatever means. */
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
}

/** Starts a TypeScript or JavaScript file with the Node that runs this process. */
export function startProcess(script: string, options: ProcessOptions = {}): ChildProcess {
  const child = spawn(process.execPath, [script, ...(options.arguments ?? [])], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${script} could not be started with ${process.execPath}.`);

  let text = '';
  for (const stream of [child.stdout, child.stderr]) collectLines(stream, (chunk) => (text += chunk), options.onLine);

  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  let ended: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    // "close" comes after "exit", when the last output has been read.
    child.once('close', (code, signal) => {
      process.off('exit', endWithUs);
      ended = { code, signal };
      resolve(ended);
    });
  });

  return {
    pid,
    exited,
    output: () => text,
    line: (pattern, { timeoutMs = 30_000 } = {}) => {
      const find = (): RegExpExecArray | undefined =>
        text
          .split('\n')
          .map((line) => pattern.exec(line))
          .find((match) => match !== null) ?? undefined;
      const findOrFail = (): RegExpExecArray | undefined => {
        const match = find();
        if (!match && ended)
          throw new Error(
            `${script} ended (code ${ended.code}, signal ${ended.signal}) without a line like ${pattern}. It printed:\n${text}`,
          );
        return match;
      };
      return until(findOrFail, { timeoutMs, what: `${script} prints a line like ${pattern}` });
    },
    stop: () => (child.kill('SIGTERM'), exited),
    kill: () => (child.kill('SIGKILL'), exited),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
}

function collectLines(stream: NodeJS.ReadableStream, collect: (chunk: string) => void, onLine: ((line: string) => void) | undefined): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    collect(chunk);
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine?.(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine?.(rest);
  });
}
