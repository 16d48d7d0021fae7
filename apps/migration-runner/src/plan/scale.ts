import type { RecordEstimate } from '@hq-field/field-adapter';
import type { Measurement } from '@hq-field/release-plan';
import type { RehearsedStep } from '../timings/rehearsed-steps.ts';

/** Where the scale comes from: a factor that is told, or production's size, which is null when nothing has to be scaled by it. */
export type Scale = { factor: number } | { production: RecordEstimate | null };

type Measured = Omit<Measurement, 'scale'>;

/** Measurements with their scale: rehearsals by their size, what this runner measured on production's Field itself by 1. Pure. */
export function withScale(own: readonly Measured[], rehearsed: readonly RehearsedStep[], scale: Scale): Measurement[] {
  return [
    ...own.map((one) => ({ ...one, scale: 'factor' in scale ? scale.factor : 1 })),
    ...rehearsed.map((one) => ({ step: one.step, seconds: one.seconds, scale: scaleOf(one, scale) })),
  ];
}

function scaleOf({ records }: RehearsedStep, scale: Scale): number {
  if ('factor' in scale) return scale.factor;
  return scale.production === null ? 1 : scale.production.records / records;
}

/** Which scale was used, and from what. */
export function scaleInWords(own: readonly Measured[], rehearsed: readonly RehearsedStep[], scale: Scale): string[] {
  if ('factor' in scale) return [`Durations that grow with the records: × ${scale.factor}, as --scale says.`];
  if (scale.production === null) return ['Durations are as they were measured: no rehearsal has measured one that grows with the records.'];
  const rehearsals = Map.groupBy(rehearsed, ({ rehearsal, records }) => `${rehearsal}, ${records} records`);
  return [
    `Durations that grow with the records are scaled to production's size: about ${scale.production.records} records, ${sourceOf(scale.production)}.`,
    ...[...rehearsals].flatMap(([name, [first]]) =>
      first === undefined ? [] : [`  rehearsal of ${name}: × ${Number(scaleOf(first, scale).toPrecision(3))}`],
    ),
    ...(own.length === 0 ? [] : ["  moves and timings of the runner's database, taken to be of production itself: × 1"]),
  ];
}

function sourceOf({ counted }: RecordEstimate): string {
  const estimated = 'as the statistics of the Field at FIELD_DATABASE_URL say';
  return counted.length === 0 ? estimated : `${estimated} (counted, where it has none: ${counted.join(', ')})`;
}
