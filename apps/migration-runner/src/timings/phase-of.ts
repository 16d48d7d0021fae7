/**
 * Options that make another phase of a command, because it does another amount of work: named with their value, or by themselves. What is done
 * without them is the phase of the command's name.
 */
const telling: Readonly<Record<string, Readonly<Record<string, 'value' | 'given'>>>> = {
  preflight: { roles: 'given', only: 'given' },
  enqueue: { all: 'given', accounts: 'given', smoke: 'given', again: 'given' },
  work: { 'until-idle': 'given' },
  verify: { by: 'value', accounts: 'given', watch: 'given' },
  extract: { side: 'value', name: 'value' },
};
/** What is said without being different from what is done anyhow. */
const usual = ['--by digests'];

/** The phase of a run that a command line is: only times of the same phase are worth comparing. Pure. */
export function phaseOf(words: readonly string[]): string {
  const [command = '', ...others] = words;
  const options = others.flatMap((word, at) => {
    const [, name = '', value] = /^--([a-z-]+)(?:=(.*))?$/su.exec(word) ?? [];
    const kind = telling[command]?.[name];
    if (kind === undefined) return [];
    return [kind === 'given' ? `--${name}` : `--${name} ${value ?? others[at + 1] ?? ''}`];
  });
  return [command, ...[...new Set(options)].filter((option) => !usual.includes(option)).sort()].join(' ');
}
