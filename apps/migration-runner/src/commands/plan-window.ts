import { readFile, writeFile } from 'node:fs/promises';
import { activityByHour } from '@hq-field/field-adapter';
import {
  type Busy,
  CalendarError,
  findWindows,
  holidaysOf,
  hoursSvg,
  hoursThatCount,
  localTimes,
  type Office,
  type Plan,
  readIcs,
  trafficByHour,
  type Window,
  WindowError,
} from '@hq-field/release-plan';
import type { Command as Parser } from 'commander';
import { collect, dayOrInstant, duration, optionalText, wholeNumber } from './arguments.ts';
import { answer, type CommandOptions } from './command.ts';
import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { officeOf } from '../plan/open-plan.ts';

const defaultLimit = 5;

export function windowOptions(parser: Parser): Parser {
  return parser
    .option('--offices <offices>', 'window: whose people work then, separated by commas; all of the plan unless told')
    .option('--duration <time>', 'window: how long, like 90m or 3h', '3h')
    .option('--between <from/to>', 'window: dates in UTC, or instants with Z or an offset, like 2027-05-10/2027-05-17')
    .option('--step <minutes>', 'window: from one that is judged to the next', '30')
    .option('--holidays <office=file>', 'window: a calendar (ICS) whose days are holidays of an office; repeatable', collect, [])
    .option('--busy <file>', 'window: a calendar (ICS) with what must not be disturbed; repeatable', collect, [])
    .option('--traffic', "window: look at Field's own activity by hour")
    .option('--svg <file>', "window: a picture of the offices' hours around the best one")
    .option('--limit <n>', `window: how many, ${defaultLimit} unless told`);
}

/** `plan window`: ranks the windows in which a release would disturb the fewest people, and says why. */
export async function window(context: Context, options: CommandOptions, plan: Plan): Promise<ExitCode> {
  const durationMinutes = minutesOf(options['duration']);
  const between = spanOf(options['between']);
  const offices = await officesOf(options, plan, between);
  const [firstZone] = Object.values(offices).map(({ zone }) => zone);
  const busy: Busy[] = [];
  const freezes = [...plan.freezes];
  for (const file of options['busy'] as string[]) {
    const content = await calendar(file, { ...between, zone: firstZone ?? 'UTC' });
    busy.push(...content.busy);
    freezes.push(...content.days.filter(({ isFree }) => !isFree).map(({ from, to, title }) => ({ from, to, why: title })));
  }
  const traffic = options['traffic'] === true ? { traffic: trafficByHour(await activityByHour(await context.field())) } : {};
  const windows = judged(() =>
    findWindows({
      offices,
      durationMinutes,
      between,
      stepMinutes: wholeNumber(options['step'], 'step', 5) ?? 30,
      busy,
      freezes,
      ...traffic,
    }),
  ).slice(0, wholeNumber(options['limit'], 'limit', 1) ?? defaultLimit);
  const [best] = windows;
  const svg = optionalText(options['svg']);
  if (svg !== undefined && best !== undefined) {
    const picture = judged(() => hoursSvg(windows, offices, best.from.slice(0, 10)));
    await writeFile(svg, picture).catch((error: unknown) => {
      throw new UsageError(`${svg} cannot be written (${error instanceof Error ? error.message : String(error)}).`);
    });
  }
  answer(
    options,
    { windows },
    windows.flatMap((one, at) => windowInWords(one, at + 1, offices)),
  );
  return 0;
}

function windowInWords({ from, to, score, reasons }: Window, rank: number, offices: Record<string, Office>): string[] {
  const begins = localTimes(from, offices);
  const ends = localTimes(to, offices);
  return [
    `${rank}. score ${Math.round(score)}: ${from} to ${to}`,
    ...Object.keys(offices).map((id) => `     ${id.padEnd(16)} ${begins[id]} to ${ends[id]}`),
    ...reasons.map(({ office, good, words }) => `     ${good ? '+' : '-'} ${office === null ? '' : `${office}: `}${words}`),
    '',
  ];
}

/** Windows are judged by the minute. */
function minutesOf(value: unknown): number {
  const minutes = (duration(value, 'duration') ?? 0) / 60;
  if (Number.isInteger(minutes)) return minutes;
  throw new UsageError(`Expected \`--duration\` to be whole minutes, like 90m or 3h, got \`${String(value)}\`.`);
}

function spanOf(value: unknown): { from: string; to: string } {
  const [from, to, ...more] = String(value ?? '')
    .split('/')
    .map(dayOrInstant);
  if (from == null || to == null || more.length > 0)
    throw new UsageError(
      `Expected \`--between\` to be two dates like 2027-05-10/2027-05-17, or instants like 2027-05-10T14:00:00Z, got \`${String(value ?? '')}\`.`,
    );
  return { from: from.toISOString(), to: to.toISOString() };
}

/** Offices of the plan, with the holidays of their calendars. */
async function officesOf(options: CommandOptions, plan: Plan, between: { from: string; to: string }): Promise<Record<string, Office>> {
  const names = optionalText(options['offices'])?.split(',') ?? Object.keys(plan.offices);
  const offices = Object.fromEntries(names.map((name) => [name, officeOf(plan, name)]));
  for (const words of options['holidays'] as string[]) {
    const [name = '', ...rest] = words.split('=');
    const file = rest.join('=');
    const office = Object.hasOwn(offices, name) ? offices[name] : undefined;
    if (office === undefined || file === '')
      throw new UsageError(`Expected \`--holidays\` to be like boston=holidays.ics, with one of ${names.join(', ')}; got \`${words}\`.`);
    const { days } = await calendar(file, { ...hoursThatCount(between), zone: office.zone });
    offices[name] = { ...office, holidays: [...office.holidays, ...holidaysOf(days)] };
  }
  return offices;
}

async function calendar(file: string, range: Parameters<typeof readIcs>[1]): Promise<ReturnType<typeof readIcs>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  });
  try {
    return readIcs(text, range);
  } catch (error) {
    if (error instanceof CalendarError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

function judged<T>(judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (error instanceof WindowError) throw new UsageError(error.message);
    throw error;
  }
}
