import type { z } from 'zod';

/**
 * What `format` of JSON Schema does not tell apart: z.guid() and z.uuid() of a version, and the parameters of a time. Null where it
 * tells enough.
 */
export function exactFormat({ _zod: inner }: z.core.$ZodType): string | null {
  const def = inner.def as { format?: unknown; version?: unknown; precision?: unknown; offset?: unknown; local?: unknown };
  if (typeof def.format !== 'string') return null;
  if (def.format === 'guid') return 'guid';
  if (def.format === 'uuid') return typeof def.version === 'string' ? `uuid ${def.version}` : 'uuid';
  if (def.format !== 'datetime' && def.format !== 'time') return null;
  const parameters = [
    typeof def.precision === 'number' ? [`precision ${def.precision}`] : [],
    def.offset === true ? ['offset'] : [],
    def.local === true ? ['local'] : [],
  ].flat();
  return [def.format, ...parameters].join(' ');
}
