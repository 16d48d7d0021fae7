import { checkSessions, FieldError, missingRights, preflight as dryRun, type PreflightReport, rules } from '@hq-field/field-adapter';
import { UsageError } from '../config.ts';
import { accountSizes } from '../preflight/account-sizes.ts';
import type { Check } from '../preflight/check.ts';
import { checks } from '../preflight/checks.ts';
import { lackingRights } from '../preflight/checks/field-rights.ts';
import { databaseRoles } from '../preflight/database-roles.ts';
import { answer, type Command } from './command.ts';

export const preflight: Command = {
  name: 'preflight',
  description: 'Checks both systems and the data, before anything is sent: what will be merged, supplied, put aside.',
  isPhase: true,
  options: (parser) =>
    parser
      .option('--roles', 'only print, as SQL, the database roles of least privilege')
      .option('--only <checks>', 'only these checks, by name, separated by commas'),
  async run(context, options) {
    if (options['roles'] === true) {
      if (options['only'] !== undefined) throw new UsageError('Say --roles or --only, not both.');
      const roles = await databaseRoles(context);
      answer(
        options,
        roles,
        Object.entries(roles).flatMap(([name, lines]) => [`-- ${name}`, ...lines, '']),
      );
      return 0;
    }
    const chosen = chosenChecks(options['only']);
    const field = await context.field();
    await checkSessions(field);
    let shown = 0;
    const data = await dryRun(field, {
      onProgress(done, total) {
        if (options.json || performance.now() - shown < 1000) return;
        shown = performance.now();
        process.stderr.write(`${Math.floor((100 * done) / total)} % of Field is read\n`);
      },
    }).catch(async (error: unknown) => {
      if (!(error instanceof FieldError) || error.code !== 'not_permitted') throw error;
      // The first right that lacks has ended it; all are worth knowing.
      const missing = await missingRights(field);
      throw missing.length === 0
        ? error
        : new FieldError('not_permitted', `In Field's database ${lackingRights(missing)}`, { cause: error });
    });
    const results = [];
    for (const check of chosen) results.push({ check: check.name, ...(await check.run(context, data)) });
    const sizes = await accountSizes(field);
    const failed = results.filter((result) => !result.ok);
    answer(options, { ok: failed.length === 0, checks: results, data, accountsBySize: sizes }, [
      ...results.map((result) => `${result.ok ? 'ok    ' : 'FAILED'} ${result.check}: ${result.message}`),
      '',
      `${data.accounts} accounts, ${Object.values(data.records)
        .reduce((sum, records) => sum + records, 0)
        .toLocaleString('en')} records would be sent (${data.seconds.toFixed(1)} s):`,
      ...Object.entries(data.records).map(([entity, records]) => `${String(records).padStart(9)} ${entity}`),
      '',
      'Accounts by size, each with all of its people:',
      ...sizes.map(
        (line) => `${String(line.accounts).padStart(9)} of ${line.from} to ${line.to} records, ${line.records.toLocaleString('en')} in all`,
      ),
      '',
      'Changed by a rule:',
      ...data.rules.flatMap(ruleInWords),
      '',
      'Would be put into quarantine:',
      ...data.quarantine.map(
        (line) => `${String(line.records).padStart(9)} ${line.entity} ${line.code}, for example ${line.examples.join(', ')}`,
      ),
      ...(data.nearDuplicateGroups > 0
        ? [
            '',
            `${data.nearDuplicateGroups} groups of companies differ by a legal form alone; they are not merged. For example:`,
            ...data.nearDuplicateCompanies.slice(0, 3).map(({ account, companies }) => `          of ${account}: ${companies.join(', ')}`),
          ]
        : []),
    ]);
    return failed.length === 0 ? 0 : 1;
  },
};

const wordsShown = 5;

function ruleInWords({ rule, records, examples, unknownWords, moreUnknownWords }: PreflightReport['rules'][number]): string[] {
  const shown = unknownWords.slice(0, wordsShown).map(({ word, times }) => `${JSON.stringify(word)} ${times} times`);
  const more = unknownWords.length - shown.length + moreUnknownWords;
  return [
    `${String(records).padStart(9)} ${rule}: ${rules[rule]} For example ${examples.join(', ')}`,
    ...(shown.length > 0 ? [`          unknown: ${shown.join(', ')}${more > 0 ? ` and ${more} more words (--json lists more)` : ''}`] : []),
  ];
}

function chosenChecks(only: unknown): readonly Check[] {
  if (only === undefined) return checks;
  const names = String(only)
    .split(',')
    .map((name) => name.trim());
  const unknown = names.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0)
    throw new UsageError(`There is no check ${unknown.join(', ')}. The checks are: ${checks.map(({ name }) => name).join(', ')}.`);
  return checks.filter(({ name }) => names.includes(name));
}
