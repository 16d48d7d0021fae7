import type { Report } from '../report-model.ts';
import { recordsChart } from './chart.ts';
import { count, duration, escapeHtml, milliseconds, table } from './markup.ts';
import { style } from './style.ts';

/** The whole report as one page that needs nothing else. Pure. */
export function renderReport(report: Report): string {
  const { options } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rehearsal of the migration: ${report.passed ? 'passed' : 'failed'}</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="verdict ${report.passed ? 'passed' : 'failed'}">${report.passed ? 'Passed' : 'Failed'}</p>
<h1>Rehearsal of the migration of ${count(options.accounts)} accounts</h1>
<p class="soft">${escapeHtml(subtitle(report))}</p>
${failure(report)}
${keyFigures(report)}
</header>
${section('Records over time', chart(report))}
${section('What had to hold', checks(report))}
${section('Phases', phases(report))}
${section('Verification', verification(report))}
${section('Neutral extracts', extracts(report))}
${section('Quarantine by reason', quarantine(report.quarantine))}
${section('Changes made while it ran', changes(report))}
${section('Killed and moving again', kills(report))}
${section('Throttle', throttle(report))}
${section('What preflight foretold', preflight(report))}
<footer>
<p>${escapeHtml(`${report.machine.cores} cores, ${count(report.machine.memoryMb)} MB, Node ${report.machine.node}, PostgreSQL ${report.machine.postgres}. Field, HQ, the runner and their databases shared this machine.`)}</p>
<p>All figures are in report.json beside this page; the logs of every process are in logs/.</p>
</footer>
</body>
</html>
`;
}

function subtitle({ options, startedAt, seconds }: Report): string {
  const kills = options.calm ? 'nothing was killed' : 'the runner and HQ were killed midstream';
  return `Begun ${startedAt.replace('T', ' ').slice(0, 19)} UTC, took ${duration(seconds)}. Seed ${options.seed}; ${options.rate} changes a second while it ran; ${kills}.`;
}

function failure(report: Report): string {
  if (report.failure === null) return '';
  return `<p class="failed">It stopped in “${escapeHtml(report.failure.phase)}”:</p><pre>${escapeHtml(report.failure.message)}</pre>`;
}

function keyFigures(report: Report): string {
  const last = report.verifications.at(-1);
  const figures: [string, string][] = [
    ['Findings', last === undefined ? 'not reached' : count(last.findings)],
    ['Records compared', last === undefined ? 'not reached' : count(last.records)],
    ['Records a second', report.recordsPerSecond === null ? 'not measured' : count(report.recordsPerSecond)],
    ['Lag of changes, p50', report.lagMs === null ? 'not measured' : milliseconds(report.lagMs.p50)],
    ['Lag of changes, p99', report.lagMs === null ? 'not measured' : milliseconds(report.lagMs.p99)],
    ['Lag beside walks, p50', report.walkingLagMs === null ? 'not measured' : milliseconds(report.walkingLagMs.p50)],
    ['Lag beside walks, p99', report.walkingLagMs === null ? 'not measured' : milliseconds(report.walkingLagMs.p99)],
    ['Time left, after a tenth of the records', foretold(report)],
    ['In quarantine', count(report.quarantine.reduce((sum, reason) => sum + reason.records, 0))],
    ['Memory, runner', megabytes(report.peakMb.runner)],
    ['Memory, HQ', megabytes(report.peakMb.hq)],
  ];
  return `<dl class="figures">${figures.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

function foretold({ foretold: said }: Report): string {
  return said === null
    ? 'not measured'
    : `${duration(said.foretold)} foretold (${duration(said.low)} to ${duration(said.high)}), ${duration(said.took)} taken`;
}

function megabytes(value: number | null): string {
  return value === null ? 'not measured' : `${count(value)} MB`;
}

function section(title: string, content: string): string {
  return content === '' ? '' : `<section><h2>${title}</h2>${content}</section>`;
}

function chart(report: Report): string {
  const drawn = recordsChart(report);
  return drawn === ''
    ? ''
    : `${drawn}<p class="soft">Green ticks: the throttle was changed. Red: a process was killed with SIGKILL and started again.</p>`;
}

function checks(report: Report): string {
  const items = report.checks.map(
    ({ name, passed, detail }) =>
      `<li><span class="${passed ? 'passed' : 'failed'}">${passed ? 'holds' : 'fails'}</span> ${escapeHtml(name)} <span class="soft">${escapeHtml(detail)}</span></li>`,
  );
  return `<ul class="checks">${items.join('\n')}</ul>`;
}

function phases(report: Report): string {
  const rows = report.phases.map((phase) => [phase.name, phase.outcome, duration(phase.seconds), phase.note]);
  return table('Phases', [{ name: 'Phase' }, { name: 'Outcome' }, { name: 'Time', number: true }, { name: 'What happened' }], rows);
}

function verification(report: Report): string {
  const number = (name: string) => ({ name, number: true });
  const runs = table(
    'Verifications by digest',
    [{ name: 'When' }, number('Accounts'), number('Records'), number('Findings'), number('Pending'), number('Time')],
    report.verifications.map((one) => [
      one.when,
      count(one.accounts),
      count(one.records),
      count(one.findings),
      count(one.pending),
      duration(one.seconds),
    ]),
  );
  const found = report.verifications.flatMap((one) => one.list);
  const list =
    found.length === 0
      ? ''
      : `<pre>${escapeHtml(
          found
            .slice(0, 50)
            .map((finding) => JSON.stringify(finding))
            .join('\n'),
        )}</pre>`;
  const counts =
    report.counts.length === 0
      ? ''
      : table(
          'Counts by entity',
          [{ name: 'Entity' }, number('Field'), number('HQ')],
          report.counts.map((one) => [one.entity, count(one.inField), count(one.inHq)]),
        );
  return runs + list + counts;
}

function extracts(report: Report): string {
  const number = (name: string) => ({ name, number: true });
  return table(
    'Extracts compared line by line',
    [
      { name: 'Extract' },
      number('Lines of Field'),
      number('Lines of HQ'),
      number('Differ'),
      number('Older copy, now in quarantine'),
      number('Below one'),
    ],
    report.extracts.map((one) => [
      one.name,
      count(one.linesInField),
      count(one.linesInHq),
      count(one.differing),
      count(one.inQuarantine),
      count(one.belowQuarantine),
    ]),
  );
}

function quarantine(reasons: Report['quarantine']): string {
  return table(
    'Quarantine',
    [{ name: 'Reason' }, { name: 'Entity' }, { name: 'Records', number: true }],
    reasons.map((one) => [one.code, one.entity, count(one.records)]),
  );
}

function changes({ changes }: Report): string {
  if (changes === null) return '';
  const rows = Object.entries(changes.byKind).map(([kind, made]) => [kind, count(made)]);
  const words = `${count(changes.made)} changes, ${changes.perSecond} a second; Field itself refused ${count(changes.errors)}.`;
  return `<p>${words}</p>${table('Changes by kind', [{ name: 'Kind' }, { name: 'Changes', number: true }], rows)}`;
}

function kills(report: Report): string {
  const rows = report.kills.map((kill) => [
    kill.process === 'hq' ? 'HQ' : 'runner',
    duration(kill.at),
    count(kill.records),
    milliseconds(kill.movingAgainMs),
  ]);
  return table(
    'Kills',
    [
      { name: 'Process' },
      { name: 'At', number: true },
      { name: 'Records by then', number: true },
      { name: 'Until HQ took the next record', number: true },
    ],
    rows,
  );
}

function throttle(report: Report): string {
  const rows = report.throttle.map((one) => [duration(one.at), String(one.workers), String(one.fibres), one.reason]);
  return table(
    'Throttle',
    [{ name: 'At', number: true }, { name: 'Workers', number: true }, { name: 'Fibres', number: true }, { name: 'Reason' }],
    rows,
  );
}

function preflight(report: Report): string {
  if (report.preflight === null) return '';
  const records = table(
    'Records by entity',
    [{ name: 'Entity' }, { name: 'Records', number: true }],
    Object.entries(report.preflight.records).map(([entity, n]) => [entity, count(n)]),
  );
  const rules = table(
    'Rules applied',
    [{ name: 'Rule' }, { name: 'Records', number: true }],
    report.preflight.rules.map((rule) => [rule.rule, count(rule.records)]),
  );
  return `${records}<h3>Merged, defaulted or dropped by a rule</h3>${rules}<h3>Refused before sending</h3>${quarantine(report.preflight.quarantine)}`;
}
