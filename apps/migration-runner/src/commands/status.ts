import { captureStatus, checkField, quarantineByReason } from '@hq-field/field-adapter';
import { answer, type Command } from './command.ts';

export const status: Command = {
  name: 'status',
  description: 'Where the run stands: accounts by state, outbox, queue, throttle, quarantine, hosts.',
  async run(context, options) {
    const field = await context.field();
    await checkField(field, { capture: false });
    const capture = await captureStatus(field);
    const store = await context.accounts();
    const runner = await context.runner();
    const hosts = await runner<{ name: string; figures: unknown; seen: number }[]>`
      select name, figures, extract(epoch from clock_timestamp() - seen_at)::float8 as seen from migration.hosts where seen_at > clock_timestamp() - interval '15 s'`;
    const report = {
      accounts: await store.byState(),
      records: await store.records(),
      capture,
      queue: await (await context.queue()).depth(),
      throttle: await (await context.throttle()).read(),
      quarantine: capture.installed ? await quarantineByReason(field) : [],
      failures: await store.failures(),
      hosts,
    };
    answer(options, report, [
      `Accounts     ${Object.entries(report.accounts)
        .map(([state, accounts]) => `${accounts} ${state}`)
        .join(', ')}`,
      `Records      ${report.records.toLocaleString('en')} walked`,
      `Capture      ${capture.installed ? `installed; outbox ${capture.outboxRows}${capture.oldestSeconds === null ? '' : `, oldest ${capture.oldestSeconds.toFixed(1)} s`}` : 'not installed: pnpm migrate install'}`,
      ...(capture.truncated.length > 0
        ? [`TRUNCATED    ${capture.truncated.join(', ')}: touch the accounts concerned and verify all`]
        : []),
      `Queue        ${report.queue.ready} ready, ${report.queue.active} active, ${report.queue.dead} dead`,
      `Throttle     ${report.throttle.workers} workers, ${report.throttle.fibres} fibres${report.throttle.paused ? ', PAUSED' : ''} (${report.throttle.reason}; ${report.throttle.actor})`,
      `Quarantine   ${report.quarantine.map((line) => `${line.records} ${line.entity} ${line.code}`).join(', ') || 'empty'}`,
      `Hosts        ${hosts.map((host) => host.name).join(', ') || 'none works now'}`,
      ...report.failures.map((failure) => `Failed       ${failure.account}: ${failure.reason}`),
    ]);
    return 0;
  },
};
