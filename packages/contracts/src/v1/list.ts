import { z } from 'zod';
import { mostIssues } from './limits.ts';

/**
 * A list that zod judges no further than until `mostIssues` places did not fit: whoever sends rubbish decides how much of it, not how
 * long it is looked at. One that is longer than its `max` is refused before its elements are looked at; zod does that itself.
 */
const List: z.core.$constructor<z.ZodArray, ListDef> = z.core.$constructor('List', (list, def) => {
  z.ZodArray.init(list, def);
  const { _zod: inner } = list;
  const { _zod: ofElement } = def.element;
  const judgeWhole = inner.parse;
  inner.parse = (payload, context) => {
    const input: unknown = payload.value;
    if (!Array.isArray(input) || input.length > def.most) return judgeWhole(payload, context);
    const judged: unknown[] = Array(input.length);
    for (let index = 0; index < input.length; index += 1) {
      const element = ofElement.run({ value: input[index], issues: [] }, context);
      if (element instanceof Promise) throw new z.core.$ZodAsyncError();
      judged[index] = element.value;
      if (element.issues.length === 0) continue;
      payload.issues.push(...z.core.util.prefixIssues(index, element.issues));
      if (payload.issues.length >= mostIssues && index < input.length - 1) {
        // Not to be continued: what a schema checks of the whole list may count on elements that were judged.
        payload.issues.push({ code: 'custom', message: 'what follows was not looked at', input, inst: list, continue: false });
        break;
      }
    }
    payload.value = judged;
    return payload;
  };
});

interface ListDef extends z.core.$ZodArrayDef {
  most: number;
}

/** Every list of a request: of `most` elements at most, when it is given. Without it, what holds the list bounds it. */
export function list<T extends z.ZodType>(element: T, most = Number.POSITIVE_INFINITY): z.ZodArray<T> {
  const schema = new List({ type: 'array', element, most }) as z.ZodArray<T>;
  return most === Number.POSITIVE_INFINITY ? schema : schema.max(most);
}
