import { country, type Generation, timestamps } from './generation.ts';
import { cities } from './words.ts';

const neverAnAddress = 9_000_000_005;

/** An address for a share of the rows that ask; null for the others. */
export async function generateAddress(generation: Generation, share: number): Promise<number | null> {
  const { random, dirtier, add } = generation;
  if (dirtier.falls('address-missing')) return neverAnAddress;
  if (!random.chance(share)) return null;
  const long = dirtier.falls('address-long');
  const lines = dirtier.falls('address-three-lines') ? 3 : random.pick([1, 1, 1, 2]);
  return add('addresses', {
    address1: `${1 + random.below(200)} Main Street`,
    address2: long ? 'Building '.repeat(20) : lines > 1 ? `Floor ${random.below(40)}` : null,
    address3: long ? 'Rear '.repeat(20) : lines > 2 ? 'Rear entrance' : null,
    city: random.pick(cities),
    state: random.pick(['MA', 'Massachusetts', null, '']),
    postal_code: random.chance(0.7) ? String(10_000 + random.below(80_000)) : null,
    country: country(generation),
    ...timestamps(random),
  });
}
