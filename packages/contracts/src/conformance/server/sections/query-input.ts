import { hqProcedures } from '../../../v1/procedures/index.ts';
import { fresh } from '../fresh.ts';
import { changed } from '../input/change.ts';
import { inputCases } from '../input/input-cases.ts';
import { judge, worst } from '../input/judge.ts';
import { schemaOf } from '../input/schema-node.ts';
import { check, type ServerCheck, type ServerSection } from '../section.ts';
import { lacksRangeDigests } from './range-digests.ts';

const scope = () => ({ accounts: [fresh()], exclude: [{ entity: 'user', externalId: fresh() }] });
const inputs = {
  'system.hello': () => ({}),
  'verification.counts': scope,
  'verification.digests': scope,
  'verification.rangeDigests': () => ({ entity: 'project', account: fresh(), exclude: scope().exclude, bounds: ['a'] }),
  'verification.rows': () => ({ entity: 'project', account: fresh(), after: 'a', limit: 10, keys: ['a'] }),
};

/** Text without bounds takes every character that JSON can hold. */
const oddTexts = ['', '\0', 'a\0b', '\ud800', '\u{1f600}', "'; drop table users; --", '\u001f\u001e', '\\', '{}', 'NULL'];

const everyText = (
  procedure: 'verification.rows' | 'verification.rangeDigests',
  field: string,
  title: string,
  of: (text: string) => unknown,
) =>
  check(`${procedure} ${title}`, async (hq) => {
    const verdicts = [];
    for (const text of oddTexts) verdicts.push(judge(await hq.call(procedure, { ...inputs[procedure](), [field]: of(text) }), [field]));
    return worst(verdicts, [field], true);
  });

const oddities: Partial<Record<string, ServerCheck[]>> = {
  'verification.rows': [
    everyText('verification.rows', 'after', 'reads behind every text', (text) => text),
    everyText('verification.rows', 'keys', 'reads the rows of every text', (text) => [text]),
  ],
  'verification.rangeDigests': [everyText('verification.rangeDigests', 'bounds', 'cuts at every text', (text) => [text])],
};

export const queryInput: readonly ServerSection[] = Object.entries(inputs).map(([procedure, valid]) => {
  const schema = hqProcedures.find(({ path }) => path === procedure)?.input;
  if (schema === undefined) throw new Error(`The contract has no procedure ${procedure}.`);
  const cases = inputCases(schemaOf(schema), valid()).map(({ title, path, changes, isTaken }) =>
    check(title, async (hq) => {
      const verdicts = [];
      for (const change of changes) {
        const input = path.length === 0 && change.kind === 'set' ? change.value : changed(valid(), path, change);
        verdicts.push(judge(await hq.call(procedure, input), path));
      }
      return worst(verdicts, path, isTaken);
    }),
  );
  return {
    title: `Input of ${procedure}`,
    checks: [...cases, ...(oddities[procedure] ?? [])],
    ...(procedure === 'verification.rangeDigests' && { lacks: lacksRangeDigests }),
  };
});
