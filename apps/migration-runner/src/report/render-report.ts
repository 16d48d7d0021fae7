import { count, duration, escapeHtml, table } from '../rehearsal/html/markup.ts';
import { style } from '../rehearsal/html/style.ts';
import { explanations, remedies } from '../verification/finding.ts';
import { barChart } from './bar-chart.ts';
import type { MigrationReport } from './gather-report.ts';

/** What speaks against handing over, in words; nothing when it holds. */
export function objections(report: MigrationReport): string[] {
  const notEqual = report.verdicts.filter(({ verdict }) => verdict !== 'clean');
  const said: [boolean, string][] = [
    [report.findings > 0, `${report.findings} findings are open.`],
    [report.verdicts.length === 0, 'Nothing was verified yet.'],
    [report.neverVerified > 0, `${report.neverVerified} accounts were never verified.`],
    [notEqual.length > 0, `Not found equal: ${judged(notEqual)}.`],
    [
      report.verdicts.some((one) => one.isStale),
      `${report.verdicts.filter((one) => one.isStale).length} verdicts are older than the last change or walk of their account.`,
    ],
    [report.balance.some((line) => line.open !== 0), 'The balance does not close.'],
    [report.outbox > 0, `${report.outbox} changes wait in the outbox.`],
    [Object.entries(report.accounts).some(([state, accounts]) => state !== 'live' && accounts > 0), 'Not every account is live.'],
  ];
  return said.flatMap(([holds, words]) => (holds ? [words] : []));
}

/** What verdicts are of: accounts, and all people, who are in none. */
function judged(verdicts: MigrationReport['verdicts']): string {
  const accounts = verdicts.filter(({ account }) => account !== '').length;
  return [...(accounts > 0 ? [`${accounts} accounts`] : []), ...(accounts < verdicts.length ? ['all people'] : [])].join(' and ');
}

/** The page to hand over: it needs nothing else. Pure. */
export function renderMigrationReport(report: MigrationReport): string {
  const against = objections(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>State of the migration</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="verdict ${against.length === 0 ? 'passed' : 'failed'}">${against.length === 0 ? 'HQ is right' : 'Not proven'}</p>
<h1>State of the migration from Field to HQ</h1>
<p class="soft">${escapeHtml(`${report.at.toISOString().replace('T', ' ').slice(0, 19)} UTC, Field's version ${report.version}.`)}</p>
${against.length === 0 ? '' : `<ul>${against.map((words) => `<li>${escapeHtml(words)}</li>`).join('')}</ul>`}
</header>
${sections(report)
  .map(([title, content]) => `<section><h2>${title}</h2>${content}</section>`)
  .join('\n')}
<footer><p>Extracts leave records in quarantine out on Field's side; HQ may hold an older copy of one, and then the two files differ in it.</p></footer>
</body>
</html>
`;
}

function sections(report: MigrationReport): [string, string][] {
  return [
    [
      'Accounts by state',
      table(
        'Accounts',
        [{ name: 'State' }, number('Accounts')],
        Object.entries(report.accounts).map(([state, accounts]) => [state, count(accounts)]),
      ),
    ],
    ['Where every row of Field is', balance(report)],
    ['Verdicts', verdicts(report)],
    [`Findings: ${count(report.findings)}`, findings(report)],
    ['Quarantine by reason', quarantine(report)],
    ['Accepted by name', acceptances(report)],
    ['Verifications', runs(report)],
    ['Signed off by these extracts', extracts(report)],
  ];
}

const number = (name: string) => ({ name, number: true });

function balance({ balance: lines }: MigrationReport): string {
  const bars = lines.map((line) => ({
    name: line.entity,
    parts: [
      { name: 'at HQ', value: line.applied, colour: 'var(--green)' },
      { name: 'merged', value: line.merged, colour: 'var(--blue)' },
      { name: 'filtered', value: line.filtered, colour: 'var(--soft)' },
      { name: 'in quarantine', value: line.quarantined, colour: 'var(--amber)' },
      { name: 'in flight', value: line.inFlight, colour: 'var(--line)' },
      { name: 'nowhere', value: Math.max(0, line.open), colour: 'var(--red)' },
    ],
  }));
  const columns = ['rows', 'applied', 'merged', 'filtered', 'quarantined', 'inFlight', 'open'] as const;
  const names = ['In Field', 'At HQ', 'Merged', 'Filtered', 'In quarantine', 'In flight', 'Open'];
  const rows = lines.map((line) => [
    line.entity,
    ...columns.map((column) => (line[column] < 0 ? `-${count(-line[column])}` : count(line[column]))),
  ]);
  return barChart('Rows of Field', bars) + table('Balance', [{ name: 'Entity' }, ...names.map(number)], rows);
}

function verdicts({ verdicts: all, neverVerified }: MigrationReport): string {
  const words = { clean: 'found equal', failed: 'differs', open: 'not proven' } as const;
  const stale = all.filter((one) => one.isStale);
  const rows = [...Map.groupBy(all, (one) => `${one.by}\n${one.verdict}`).values()].map((group) => {
    const times = group.map((one) => one.readAt.toISOString()).sort();
    const [first] = group;
    return [first?.by ?? '', first === undefined ? '' : words[first.verdict], judged(group), times[0]?.slice(0, 19) ?? ''];
  });
  const old = stale.length === 0 ? '' : `<p>${count(stale.length)} of them are older than the last change or walk of their account.</p>`;
  const never = neverVerified === 0 ? '' : `<p>${count(neverVerified)} accounts more were never verified.</p>`;
  return table('Verdicts', [{ name: 'Verified by' }, { name: 'Verdict' }, { name: 'Of' }, { name: 'Oldest reading' }], rows) + old + never;
}

function findings({ list, findings: all }: MigrationReport): string {
  const rows = list.map((one) => [
    one.kind,
    one.entity,
    one.externalId ?? one.key.join(' '),
    one.fields.map((field) => (typeof field === 'string' ? field : field.name)).join(', '),
    explanations[one.explanation],
    remedies[one.remedy],
  ]);
  const more = all > list.length ? `<p>${count(all - list.length)} more are not shown.</p>` : '';
  return (
    table(
      'Findings',
      ['Kind', 'Entity', 'Record', 'Fields', 'Explanation', 'Remedy'].map((name) => ({ name })),
      rows,
    ) + more
  );
}

function quarantine({ quarantine: lines }: MigrationReport): string {
  const rows = lines.map((line) => [line.code, line.entity, count(line.records), count(line.accepted), line.examples.join(', ')]);
  return table('Quarantine', [{ name: 'Reason' }, { name: 'Entity' }, number('Records'), number('Accepted'), { name: 'Examples' }], rows);
}

function acceptances({ acceptances: all }: MigrationReport): string {
  const rows = all.map((one) => [one.entity, one.externalId, one.code, one.name, one.reason, one.acceptedAt.toISOString().slice(0, 19)]);
  return table(
    'Acceptances',
    ['Entity', 'Record', 'Refused because', 'Accepted by', 'Because', 'When'].map((name) => ({ name })),
    rows,
  );
}

function runs({ runs: all }: MigrationReport): string {
  const rows = all.map((one) => [
    one.begunAt.toISOString().slice(0, 19),
    one.by,
    one.state,
    count(one.records),
    one.seconds === null ? '' : duration(one.seconds),
  ]);
  return table('Verifications', [{ name: 'Begun' }, { name: 'By' }, { name: 'Outcome' }, number('Records'), number('Time')], rows);
}

function extracts({ extracts: all }: MigrationReport): string {
  const rows = all.map((one) => [
    one.name,
    count(one.linesInField),
    count(one.linesInHq),
    one.inField === one.inHq ? 'the same' : 'differ',
    one.inField,
    one.inHq,
  ]);
  const columns = [
    { name: 'Extract' },
    number('Lines of Field'),
    number('Lines of HQ'),
    { name: 'Files' },
    { name: 'SHA-256 of Field' },
    { name: 'SHA-256 of HQ' },
  ];
  return table('Extracts', columns, rows);
}
