import { durationText } from '../offsets/duration.ts';
import type { Plan } from '../plan/plan.ts';
import { localTimes, msOf } from '../schedule/instant.ts';
import type { Schedule, ScheduledStep } from '../schedule/schedule.ts';

/** A plan to print and to tick: Markdown. The same plan gives the same bytes. */
export function runbookOf(plan: Plan, schedule: Schedule): string {
  const parts = [
    `# Runbook: ${plan.name}`,
    summaryOf(plan, schedule),
    '## Steps',
    'A step that a person does is marked **by hand**; the others are commands. Tick a check only when you have seen it.',
    ...entriesOf(plan, schedule),
    '## Contingencies',
    ...plan.contingencies.map((one) =>
      [
        `### ${one.when}`,
        '',
        `- Noticed by: ${one.notice}`,
        `- Do: ${one.do}`,
        `- Back to: \`${one.back}\``,
        `- Owner: ${ownerOf(plan, one.owner)}`,
      ].join('\n'),
    ),
    ...(plan.contingencies.length === 0 ? ['None.'] : []),
    '## Open questions',
    openQuestions(plan),
  ];
  return `${parts.join('\n\n')}\n`;
}

function summaryOf(plan: Plan, { anchors, window, lastGo, downtime, criticalPath }: Schedule): string {
  const titles = Object.values(plan.offices).map(({ title }) => title);
  const rows: [string, string][] = Object.entries(anchors).map(([id, at]) => [plan.anchors[id]?.title ?? id, at]);
  if (window !== null) rows.push(['The window begins', window.from], ['The window ends', window.to]);
  if (downtime.planned !== null)
    rows.push(['Planned downtime begins', downtime.planned.from], ['Planned downtime ends', downtime.planned.to]);
  if (lastGo !== null) rows.push(['**Last go or no-go**', lastGo.at]);
  return [
    `| moment | ${titles.join(' | ')} | UTC |`,
    `| --- |${' --- |'.repeat(titles.length + 1)}`,
    ...rows.map(([title, at]) => `| ${cell(title)} | ${Object.values(localTimes(at, plan.offices)).join(' | ')} | ${at} |`),
    '',
    downtime.planned !== null && downtime.expected === null ? 'The downtime is announced, and not expected to be used.' : '',
    lastGo === null ? 'There is no last go or no-go: no way back fits into the window.' : `Last go: ${lastGo.because}.`,
    `Critical path: ${criticalPath.join(' → ')}.`,
  ]
    .filter((line, at) => line !== '' || at === rows.length + 2)
    .join('\n');
}

function entriesOf(plan: Plan, { steps, messages }: Schedule): string[] {
  const entries = [
    ...steps.map((step) => ({ at: step.start, text: stepText(plan, step) })),
    ...messages.map((message) => ({
      at: message.at,
      text: [
        `### Message \`${message.id}\` to ${message.audience}`,
        '',
        `- [ ] Sent: “${message.subject}” **by hand**`,
        `- Owner: ${ownerOf(plan, message.owner)}`,
        `- At: ${timesText(plan, message.at)}`,
      ].join('\n'),
    })),
  ];
  return entries.sort((a, b) => msOf(a.at) - msOf(b.at)).map(({ text }) => text);
}

function commandNotes({ findings, stays }: ScheduledStep['step']): string {
  return `${findings === 'judged' ? '; findings (exit code 1) are for its owner to judge' : ''}${stays ? '; it goes on until somebody stops it' : ''}`;
}

function stepText(plan: Plan, { id, title, owner, start, end, latestEnd, isGuess, isDowntime, needs, step }: ScheduledStep): string {
  const { back } = step;
  return [
    `### ${title} (\`${id}\`)`,
    '',
    ...(step.command === null ? [] : [`- Command: \`${step.command}\`${commandNotes(step)}`]),
    `- Owner: ${ownerOf(plan, owner)}, ${step.place}`,
    `- Begins: ${timesText(plan, start)}`,
    `- Takes: ${durationText((msOf(end) - msOf(start)) / 60_000)}, ends ${end}, at the latest ${latestEnd}${isGuess ? ' · a guess: nobody has measured it' : ''}`,
    ...(needs.length === 0 ? [] : [`- After: ${needs.map((need) => `\`${need}\``).join(', ')}`]),
    ...step.entry.map((check) => `- [ ] Before: ${check}`),
    `- [ ] Done ${step.who === 'human' ? '**by hand**' : 'by command'}${isDowntime ? ' · downtime' : ''}${step.stage === null ? '' : ` · enters \`${step.stage}\``}`,
    ...step.exit.map((check) => `- [ ] After: ${check}`),
    ...(step.abort === null ? [] : [`- Abort when: ${step.abort}`]),
    back === null
      ? '- Way back: **not written**'
      : 'none' in back
        ? `- No way back: ${back.none}`
        : `- Way back: ${back.how} (${back.duration})${back.command === null ? '' : `: \`${back.command}\``}`,
  ].join('\n');
}

function openQuestions(plan: Plan): string {
  const open = plan.questions.filter(({ answer }) => answer === null);
  if (open.length === 0) return 'None.';
  return open.map(({ question, owner, due }) => `- [ ] ${question} (${ownerOf(plan, owner)}, until ${due})`).join('\n');
}

function ownerOf(plan: Plan, owner: string): string {
  return plan.owners[owner]?.name ?? owner;
}

function timesText(plan: Plan, at: string): string {
  const local = localTimes(at, plan.offices);
  return [...Object.entries(plan.offices).map(([id, { title }]) => `${title} ${local[id] ?? ''}`), at].join(' · ');
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
