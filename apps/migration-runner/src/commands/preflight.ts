import { preflight as dryRun, rules } from '@hq-field/field-adapter';
import { checks } from '../preflight/checks.ts';
import { answer, type Command } from './command.ts';

export const preflight: Command = {
  name: 'preflight',
  description: 'Checks both systems and the data, before anything is sent: what will be merged, supplied, put aside.',
  isPhase: true,
  async run(context, options) {
    const field = await context.field();
    let shown = 0;
    const data = await dryRun(field, {
      onProgress(done, total) {
        if (options.json || performance.now() - shown < 1000) return;
        shown = performance.now();
        process.stderr.write(`${done} of ${total} accounts\n`);
      },
    });
    const results = [];
    for (const check of checks) results.push({ check: check.name, ...(await check.run(context)) });
    const failed = results.filter((result) => !result.ok);
    answer(options, { ok: failed.length === 0, checks: results, data }, [
      ...results.map((result) => `${result.ok ? 'ok    ' : 'FAILED'} ${result.check}: ${result.message}`),
      '',
      `${data.accounts} accounts, ${Object.values(data.records)
        .reduce((sum, records) => sum + records, 0)
        .toLocaleString('en')} records would be sent (${data.seconds.toFixed(1)} s):`,
      ...Object.entries(data.records).map(([entity, records]) => `${String(records).padStart(9)} ${entity}`),
      '',
      'Changed by a rule:',
      ...data.rules.map((line) => `${String(line.records).padStart(9)} ${line.rule}: ${rules[line.rule]}`),
      '',
      'Would be put into quarantine:',
      ...data.quarantine.map((line) => `${String(line.records).padStart(9)} ${line.entity} ${line.code}, for example ${line.examples[0]}`),
      ...(data.nearDuplicateCompanies.length > 0
        ? ['', `${data.nearDuplicateCompanies.length} groups of companies differ by a legal form alone; they are not merged.`]
        : []),
    ]);
    return failed.length === 0 ? 0 : 1;
  },
};
