import { hqProcedures } from '../../../v1/procedures/index.ts';
import { fresh } from '../fresh.ts';
import { changed } from '../input/change.ts';
import { inputCases } from '../input/input-cases.ts';
import { judge, worst } from '../input/judge.ts';
import { schemaOf } from '../input/schema-node.ts';
import { check, type ServerSection } from '../section.ts';

const scope = () => ({ accounts: [fresh()], exclude: [{ entity: 'user', externalId: fresh() }] });
const inputs = {
  'system.hello': () => ({}),
  'verification.counts': scope,
  'verification.digests': scope,
  'verification.rows': () => ({ entity: 'project', account: fresh(), after: 'a', limit: 10, keys: ['a'] }),
};

/** Text without bounds takes every character that JSON can hold. */
const oddTexts = ['', '\0', 'a\0b', '\ud800', '\u{1f600}', "'; drop table users; --", '\u001f\u001e', '\\', '{}', 'NULL'];

const oddities: ServerSection['checks'] = [
  check('verification.rows reads behind every text', async (hq) => {
    const verdicts = [];
    for (const after of oddTexts)
      verdicts.push(judge(await hq.call('verification.rows', { ...inputs['verification.rows'](), after }), ['after']));
    return worst(verdicts, ['after'], true);
  }),
  check('verification.rows reads the rows of every text', async (hq) => {
    const verdicts = [];
    for (const key of oddTexts)
      verdicts.push(judge(await hq.call('verification.rows', { ...inputs['verification.rows'](), keys: [key] }), ['keys']));
    return worst(verdicts, ['keys'], true);
  }),
];

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
  return { title: `Input of ${procedure}`, checks: procedure === 'verification.rows' ? [...cases, ...oddities] : cases };
});
