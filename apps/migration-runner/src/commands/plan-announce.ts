import { type Announcement, announcementsOf } from '@hq-field/release-plan';
import type { Command as Parser } from 'commander';
import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { keepAnnouncement, readAnnouncements, type SentAnnouncement } from '../plan/announcement-store.ts';
import { type OpenPlan, timesOf } from '../plan/open-plan.ts';
import { instant, optionalText } from './arguments.ts';
import { answer, type CommandOptions } from './command.ts';

export function announceOptions(parser: Parser): Parser {
  return parser
    .option('--audience <audience>', 'announce: for these readers only')
    .option('--sent <message>', 'announce: keep that this message went out; once, the first stays')
    .option('--actor <name>', 'announce --sent: who sent it')
    .option('--at <instant>', 'announce --sent: when, like 2027-05-06T14:00:00Z; now unless told');
}

/** The messages by audience, each with whether it is known to be sent; with `--sent` it keeps that one went out. */
export async function announce(context: Context, options: CommandOptions, opened: OpenPlan): Promise<ExitCode> {
  const sent = optionalText(options['sent']);
  if (sent !== undefined) return keep(context, options, opened, sent);
  for (const option of ['actor', 'at'])
    if (options[option] !== undefined) throw new UsageError(`--${option} goes with announce --sent: say which message went out.`);
  const wanted = optionalText(options['audience']);
  const audiences = announcementsOf(opened.plan, timesOf(opened));
  if (wanted !== undefined && !audiences.has(wanted))
    throw new UsageError(`The plan says nothing to \`${wanted}\`. Its audiences: ${[...audiences.keys()].join(', ')}.`);
  const kept = await readAnnouncements(await context.runner(), opened.plan.name);
  const now = Date.now();
  const shown = [...audiences]
    .filter(([audience]) => wanted === undefined || audience === wanted)
    .map(([audience, messages]) => [audience, messages.map((one) => ({ ...one, ...stateOf(one, kept.get(one.id), now) }))] as const);
  answer(
    options,
    Object.fromEntries(shown),
    shown.flatMap(([audience, messages]) => [
      `# ${audience}`,
      ...messages.flatMap(({ id, at, channel, owner, subject, text, state, sent: by }) => [
        '',
        `${id}: ${by === null ? state : inWords(by)}`,
        `${at}  ${channel}, by ${owner}`,
        subject,
        '',
        text.trimEnd(),
      ]),
      '',
    ]),
  );
  return 0;
}

/** Overdue: its time in the plan has passed, and nobody has said that it went out. */
function stateOf({ at }: Announcement, sent: SentAnnouncement | undefined, now: number) {
  const state = sent !== undefined ? 'sent' : Date.parse(at) < now ? 'overdue' : 'due';
  return { state, sent: sent ?? null };
}

async function keep(context: Context, options: CommandOptions, { file, plan }: OpenPlan, message: string): Promise<ExitCode> {
  if (!plan.messages.some(({ id }) => id === message))
    throw new UsageError(`${file} has no message \`${message}\`. Its messages: ${plan.messages.map(({ id }) => id).join(', ')}.`);
  const actor = optionalText(options['actor'])?.trim() ?? '';
  if (actor === '') throw new UsageError('A message is sent by somebody: say who (--actor).');
  const kept = await keepAnnouncement(await context.runner(), {
    plan: plan.name,
    message,
    actor,
    sentAt: sentAtOf(options['at']),
  });
  answer(options, { message, ...kept }, [`${message}: ${inWords(kept)}${kept.isNew ? '' : ', as was kept before; nothing is changed'}`]);
  return 0;
}

function sentAtOf(option: unknown): Date {
  if (option === undefined) return new Date();
  const at = instant(String(option));
  if (at === null) throw new UsageError(`Expected \`--at\` to be an instant like 2027-05-06T14:00:00Z, got \`${String(option)}\`.`);
  if (at.getTime() > Date.now())
    throw new UsageError(`\`--at\` ${String(option)} has not come yet. Keep a message as sent when it went out.`);
  return at;
}

function inWords({ sentAt, actor }: SentAnnouncement): string {
  return `sent at ${sentAt.toISOString()} by ${actor}`;
}
