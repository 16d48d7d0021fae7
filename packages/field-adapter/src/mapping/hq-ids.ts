import { RefusedError } from './mapped.ts';
import { cleaned } from './text-values.ts';

/** HQ's id as Field holds it; anything but a UUID cannot be a row of HQ. */
export function hqId(value: string | null): string | null {
  const id = cleaned(value);
  if (id !== null && !/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/iu.test(id))
    throw new RefusedError('hq_id_unknown', 'hqId', 'the HQ id in Field is no UUID');
  return id?.toLowerCase() ?? null;
}
