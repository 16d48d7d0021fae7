import { join } from 'node:path';
import { type ChildProcess, startProcess } from '@hq-field/testkit/processes';

const workspace = join(import.meta.dirname, '..', '..', '..', '..');

/** The commands that a bench starts; it imports no app. */
const scripts = {
  field: join(workspace, 'apps', 'field', 'src', 'main.ts'),
  hq: join(workspace, 'apps', 'hq-ingest', 'src', 'main.ts'),
  migrate: join(workspace, 'apps', 'migration-runner', 'src', 'main.ts'),
} as const;

export type Command = keyof typeof scripts;
export type Environment = Readonly<Record<string, string>>;

/** As the scripts of the workspace start them, and each in a session of its own, as services are. */
export function startCommand(command: Command, words: string[], env: Environment): ChildProcess {
  return startProcess(scripts[command], {
    arguments: words,
    env: { ...env, NO_COLOR: '1', NODE_OPTIONS: '--max-semi-space-size=24' },
    ownSession: true,
  });
}

/** Runs a command to its end; anything but code 0 is an error with what it printed last. */
export async function runCommand(command: Command, words: string[], env: Environment): Promise<void> {
  const child = startCommand(command, words, env);
  const { code, signal } = await child.exited;
  if (code !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${signal ?? `code ${code}`}:\n${child.output().slice(-3000)}`);
}

/** Starts HQ on a free port and waits until it listens. */
export async function startHq(env: Environment): Promise<{ url: string; process: ChildProcess }> {
  const child = startCommand('hq', ['serve'], { ...env, HQ_PORT: '0' });
  const [, url = ''] = await child.line(/HQ listens on (\S+)/u);
  return { url, process: child };
}
