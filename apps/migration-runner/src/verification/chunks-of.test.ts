import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chunksOf } from './chunks-of.ts';

it('loses nothing, keeps the order, and fills every list but the last', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (values, size) => {
      const chunks = chunksOf(values, size);
      expect(chunks.flat()).toEqual(values);
      for (const [at, chunk] of chunks.entries())
        expect(at < chunks.length - 1 ? chunk.length === size : chunk.length > 0 && chunk.length <= size).toBe(true);
    }),
  );
});
