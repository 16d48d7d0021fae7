import { checkField } from '@hq-field/field-adapter';
import { concernsOf } from '../status/concerns.ts';
import { duration as inWords } from '../status/describe-status.ts';
import { readStatus } from '../status/read-status.ts';
import type { RunStatus } from '../status/run-status.ts';
import { answer, type Command } from './command.ts';

export const queue: Command = {
  name: 'queue',
  description:
    'The daily look: what is left, the trend since yesterday, what is stuck and why. Exits with 1 when something needs a person.',
  async run(context, options) {
    const field = await context.field();
    await checkField(field, { capture: false });
    const status = await readStatus({
      field,
      runner: await context.runner(),
      store: await context.accounts(),
      queue: await context.queue(),
      throttle: await context.throttle(),
    });
    const concerns = concernsOf(status);
    const { queue: depth, records, walks, unfinished, capture, yesterday, eta, stuck, failures } = status;
    const report = {
      needsAPerson: concerns.length > 0,
      concerns,
      isEmpty: depth.ready + depth.active + depth.dead + unfinished + capture.outboxRows === 0,
      left: { accounts: walks.left, records: records.left, outbox: capture.outboxRows },
      queue: depth,
      trend: trendOf(status),
      eta,
      stuck,
      failures,
    };
    answer(options, report, [
      `Left         ${report.left.accounts} accounts, about ${records.left.toLocaleString('en')} records, ${capture.outboxRows} changes`,
      `Queue        ${depth.ready} ready, ${depth.active} active, ${depth.dead} dead${report.isEmpty ? ': empty' : ''}`,
      `Quarantine   ${capture.quarantined} records`,
      ...(eta === null ? [] : [`ETA          ${inWords(eta.low)} to ${inWords(eta.high)}`]),
      ...(report.trend === null || yesterday === null
        ? ['Trend        nothing was kept a day ago']
        : [
            `Trend        since ${yesterday.at.toISOString()}: ${signed(report.trend.records)} records, ${signed(report.trend.accounts)} accounts, outbox ${signed(report.trend.outbox)}, quarantine ${signed(report.trend.quarantined)}, failed ${signed(report.trend.failed)}`,
          ]),
      ...concerns.map(({ what, remedy }) => `LOOK         ${what}. ${remedy}`),
      ...(concerns.length === 0 ? ['Nothing needs a person.'] : []),
    ]);
    return concerns.length > 0 ? 1 : 0;
  },
};

function trendOf({ yesterday, records, walks, accounts, capture }: RunStatus) {
  if (yesterday === null) return null;
  return {
    since: yesterday.at,
    records: records.walked - yesterday.records,
    accounts: walks.done - yesterday.accounts,
    leftRecords: records.left - yesterday.leftRecords,
    outbox: capture.outboxRows - yesterday.outbox,
    quarantined: capture.quarantined - yesterday.quarantined,
    failed: accounts.failed - yesterday.failed,
  };
}

function signed(value: number): string {
  return value > 0 ? `+${value.toLocaleString('en')}` : value.toLocaleString('en');
}
