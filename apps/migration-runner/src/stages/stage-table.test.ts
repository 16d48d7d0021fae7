import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { definitions } from './definitions.ts';
import { stageNames } from './stages.ts';

const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
const everywhere = 'announcements-sent';

test('the table of the README says what each stage asks and does, both ways', () => {
  const inWords = (names: readonly string[]) => (names.length === 0 ? 'nothing' : names.join('; '));
  const entered = stageNames.filter((stage) => definitions[stage].checks.length > 0);
  const rows = entered.map((stage) => {
    const { checks, enter, back } = definitions[stage];
    const asks = checks.map(({ name }) => name).filter((name) => name !== everywhere);
    return `| ${[`\`${stage}\``, asks.map((name) => `\`${name}\``).join(', '), ...[enter, back].map((actions) => inWords(actions.map(({ name }) => name)))].join(' | ')} |`;
  });
  const [, table = ''] = readme.split(/^\| entering .*\n.*\n/mu);
  expect(table.split('\n').slice(0, rows.length + 1)).toEqual([...rows, '']);
  expect(entered.filter((stage) => !definitions[stage].checks.some(({ name }) => name === everywhere))).toEqual([]);
});
