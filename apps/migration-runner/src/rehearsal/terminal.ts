import type { Writable } from 'node:stream';
import { Presets, SingleBar } from 'cli-progress';

/** Where a phase shows how far it is. */
export interface Progress {
  /** `done` of `total`, with a few words behind it. */
  set(done: number, total: number, words?: string): void;
}

export interface Terminal {
  /** A phase begins: its number, its name. */
  phase(number: number, count: number, name: string): Progress;
  /** The running phase has ended. */
  ended(note: string, seconds: number, outcome: 'done' | 'failed' | 'skipped'): void;
  /** A line of its own, above a running bar. */
  say(words: string): void;
}

const format = '   {bar} {percentage}%  {words}';
/** Without a terminal, a line each so often is enough. */
const plainEveryMs = 5000;

/** Progress bars on a terminal, plain lines elsewhere. */
export function createTerminal(out: Writable & { isTTY?: boolean }): Terminal {
  let bar: SingleBar | null = null;
  const tty = out.isTTY === true;
  const write = (line: string) => void out.write(`${line}\n`);

  return {
    phase(number, count, name) {
      write(`${paint(tty, '1', `${String(number).padStart(2)}/${count}`)} ${name}`);
      let lastMs = performance.now();
      return {
        set(done, total, words = '') {
          const share = total === 0 ? 1 : Math.min(1, done / total);
          if (tty) {
            if (bar === null) {
              bar = new SingleBar({ format, stream: out, barsize: 32, hideCursor: true, clearOnComplete: true, fps: 8 }, Presets.rect);
              bar.start(1000, 0, { words });
            }
            bar.update(Math.round(share * 1000), { words });
          } else if (performance.now() - lastMs >= plainEveryMs) {
            lastMs = performance.now();
            write(`      ${Math.round(share * 100)}%  ${words}`);
          }
        },
      };
    },
    ended(note, seconds, outcome) {
      bar?.stop();
      bar = null;
      const mark = outcome === 'done' ? paint(tty, '32', 'ok') : outcome === 'failed' ? paint(tty, '31', 'FAILED') : paint(tty, '2', '-');
      write(`      ${mark} ${note} ${paint(tty, '2', `(${seconds.toFixed(1)} s)`)}`);
    },
    say(words) {
      if (bar !== null && tty) out.write('\r\u001b[K');
      write(`      ${words}`);
    },
  };
}

/** Says nothing. */
export function createSilentTerminal(): Terminal {
  return { phase: () => ({ set: () => {} }), ended: () => {}, say: () => {} };
}

function paint(tty: boolean, code: string, words: string): string {
  return tty ? `\u001b[${code}m${words}\u001b[0m` : words;
}
