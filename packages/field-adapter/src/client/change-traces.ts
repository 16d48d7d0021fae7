import { type ApplyBatchInput, entityNames } from '@hq-field/contracts';
import { parseTraceparent } from '@hq-field/traces';
import { context, createContextKey, type Link } from '@opentelemetry/api';
import { nameOf } from '../delivery/name-of.ts';

/** Traces that one batch is linked to: the last of its records. A batch may carry the changes of a thousand requests. */
const mostLinks = 8;

type Traces = ReadonlyMap<string, readonly string[]>;

const tracesKey = createContextKey('hq-field: traces of the changes that are sent');

/** Sends records while the traces of their changes are known, by `nameOf`. Batches are made and made again on the way; each takes those of its own records. */
export function withTraces<T>(traces: Traces, send: () => T): T {
  return traces.size === 0 ? send() : context.with(context.active().setValue(tracesKey, traces), send);
}

/** Links to the distinct traces of the changes that a batch carries. */
export function linksOf({ records }: ApplyBatchInput): Link[] {
  const traces = context.active().getValue(tracesKey) as Traces | undefined;
  if (traces === undefined) return [];
  const all = entityNames.flatMap((entity) =>
    (records[entity] ?? []).flatMap(({ externalId }) => traces.get(nameOf({ entity, externalId })) ?? []),
  );
  const changes = [...new Set(all)].flatMap((one) => parseTraceparent(one) ?? []);
  return changes.slice(-mostLinks).map((change) => ({ context: change }));
}
