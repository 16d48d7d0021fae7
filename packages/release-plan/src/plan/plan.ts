import { z } from 'zod';
import { DurationError, parseDuration } from '../offsets/duration.ts';
import { OffsetError } from '../offsets/offset-error.ts';
import { parseOffset } from '../offsets/offset.ts';
import { parseZonedTime } from '../offsets/zoned-time.ts';
import { isZone } from '../offsets/zones.ts';
import { stageNames } from './stage-names.ts';

const words = (what: string) =>
  z
    .string({ error: `Write ${what}.` })
    .trim()
    .min(1, { error: `Write ${what}.` });
const id = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'Write an id of small letters, digits and hyphens, like `cut-over`.' });

/** A string that one of the small parsers understands; what the parser says is the message. */
function understood(what: string, parse: (text: string) => unknown) {
  return words(what).check(({ value, issues }) => {
    try {
      parse(value);
    } catch (error) {
      if (!(error instanceof OffsetError || error instanceof DurationError)) throw error;
      issues.push({ code: 'custom', message: error.message, input: value });
    }
  });
}

const duration = understood('a duration like `20 minutes`', parseDuration);
const offset = understood('a time like `final-release - 5 days at 10:00 in boston`', parseOffset);
const date = z.iso.date({ error: 'Write a date like 2026-05-15.' });
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'Write a time of the day in quotes, like "09:00".' });
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const office = z.strictObject({
  title: words('the name of the office'),
  zone: z.string({ error: 'Write the time zone of the office.' }).refine(isZone, { error: 'Write an IANA time zone like Asia/Shanghai.' }),
  working: z.strictObject({ from: clock, to: clock, days: z.array(z.enum(days, { error: `Write days as ${days.join(', ')}.` })).min(1) }),
  holidays: z.array(z.strictObject({ date, name: words('the name of the holiday') })).default([]),
});

const anchor = z.union(
  [
    z.strictObject({
      title: words('what happens at this time'),
      at: understood('a time with its zone, like 2026-05-15T18:00[America/Los_Angeles]', parseZonedTime),
    }),
    z.strictObject({ title: words('what happens at this time'), offset }),
  ],
  {
    error:
      'Write `title` and either `at` (2026-05-15T18:00[America/Los_Angeles]) or `offset` (final-release - 5 days), understood as in the README.',
  },
);

const rehearsed = z.strictObject({
  p50: duration,
  p90: duration,
  runs: z.int({ error: 'Write how many runs were measured.' }).min(1, { error: 'Write how many runs were measured.' }),
  at: date,
});

const back = z.union(
  [
    z.strictObject({
      how: words('how to go back'),
      duration,
      command: words('the command that goes back, or null').nullable().default(null),
    }),
    z.strictObject({ none: words('why there is no way back') }),
  ],
  { error: 'Write the way back as `how`, `duration` and maybe `command`, or `none` with the reason.' },
);

const step = z.strictObject({
  id,
  title: words('what is done'),
  /** The stage that the release has entered when the step is done; null: it enters none. */
  stage: z
    .enum(stageNames, { error: `Write one of the stages: ${stageNames.join(', ')}.` })
    .nullable()
    .default(null),
  /** When it begins; null: right after what it needs. */
  at: offset.nullable().default(null),
  needs: z.array(id).default([]),
  owner: words('the id of an owner'),
  place: words('where it is done'),
  who: z.enum(['human', 'command'], { error: 'Write `human` or `command`.' }),
  command: words('the command, or null').nullable().default(null),
  /** What the command's exit code 1 means: `stop`, the step is not done; `judged`, its owner looks at the findings and says whether it is. */
  findings: z.enum(['stop', 'judged'], { error: 'Write `stop` or `judged`.' }).default('stop'),
  /** The command goes on when the step is done, until somebody stops it. */
  stays: z.boolean({ error: 'Write true or false.' }).default(false),
  duration: z.strictObject({
    estimated: duration,
    /** What the step takes longer for; null: it lasts the same at every size. */
    grows: z
      .enum(['records'], { error: 'Write `records`, or leave `grows` out for what lasts the same at every size.' })
      .nullable()
      .default(null),
    rehearsed: rehearsed.nullable().default(null),
  }),
  downtime: z.enum(['planned', 'none'], { error: 'Write `planned` or `none`.' }).default('none'),
  /** Planned downtime that is expected to be used; false: announced to be on the safe side. */
  downtimeExpected: z.boolean({ error: 'Write true or false.' }).default(false),
  entry: z.array(words('what must hold before')).default([]),
  exit: z.array(words('what must hold after')).default([]),
  abort: words('when to stop and go back, or null').nullable().default(null),
  /** Missing: the validator asks for it. */
  back: back.nullable().default(null),
});

const message = z.strictObject({
  id,
  at: offset,
  /** How long before the step it must be out. */
  lead: duration,
  before: id,
  audience: words('who reads it'),
  channel: words('where it is said'),
  owner: words('the id of an owner'),
  subject: words('the subject'),
  text: words('the text'),
});

const contingency = z.strictObject({
  id,
  when: words('what happens'),
  notice: words('how it is noticed'),
  do: words('what to do'),
  /** The step or stage to go back to. */
  back: words('the step or stage to go back to'),
  owner: words('the id of an owner'),
});

const question = z.strictObject({
  id,
  question: words('the question'),
  owner: words('the id of an owner'),
  due: z.union([date, offset], { error: 'Write a date like 2026-05-15, or a time like `final-release - 5 days`.' }),
  answer: words('the answer, or null').nullable().default(null),
});

const freeze = z
  .strictObject({ from: date, to: date, why: words('why nothing may be released') })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'Write a `to` that is not before `from`.' });

/** A release with times relative to its anchors. Unknown keys are refused; every default stands here. */
export const planSchema = z.strictObject({
  name: id,
  offices: z.record(id, office),
  owners: z.record(id, z.strictObject({ name: words('the name of the owner'), office: words('the id of an office') })),
  anchors: z.record(id, anchor),
  freezes: z.array(freeze).default([]),
  window: z.strictObject({ from: offset, to: offset }),
  steps: z.array(step).min(1, { error: 'Write at least one step.' }).max(1000, { error: 'Write at most 1000 steps.' }),
  messages: z.array(message).default([]),
  contingencies: z.array(contingency).default([]),
  questions: z.array(question).default([]),
});

export type Plan = z.output<typeof planSchema>;
export type Office = z.output<typeof office>;
export type Step = z.output<typeof step>;
export type Message = z.output<typeof message>;
export type Contingency = z.output<typeof contingency>;
export type Question = z.output<typeof question>;

/** The days of the week as plans write them; Monday is the first. */
export const weekdays = days;
