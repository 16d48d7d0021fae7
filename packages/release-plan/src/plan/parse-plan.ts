import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Plan, planSchema } from './plan.ts';
import { brokenReferences } from './references.ts';

/** One mistake of a plan's text: where it stands, and what to write. Lines count from 1. */
export interface PlanMistake {
  path: string;
  line: number;
  message: string;
}

/** A plan of YAML text, or every mistake of it at once. */
export function parsePlan(text: string): { plan: Plan } | { mistakes: PlanMistake[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      mistakes: document.errors.map((error) => ({
        path: '',
        line: lines.linePos(error.pos[0]).line,
        message: `This is no YAML: ${error.message}`,
      })),
    };
  }
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const parsed = planSchema.safeParse(valueOf(document));
  if (!parsed.success) {
    return {
      mistakes: parsed.error.issues.flatMap(closest).map((issue) => ({
        path: issue.path.join('.'),
        line: lineOf(issue.path),
        message:
          issue.code === 'unrecognized_keys' ? `Unknown: ${issue.keys.join(', ')}. Take it out, or mend its spelling.` : issue.message,
      })),
    };
  }
  const mistakes = brokenReferences(parsed.data).map(({ path, message, remedy }) => ({
    path: path.join('.'),
    line: lineOf(path),
    message: `${message} ${remedy}`,
  }));
  return mistakes.length > 0 ? { mistakes } : { plan: parsed.data };
}

/** Of a choice, what is wrong with the one form that was meant; when that is not clear, the choice itself. */
function closest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.filter((form) => form.length > 0 && form.every(({ path }) => path.length > 0));
  return meant.length === 1 ? (meant[0] ?? []).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) : [issue];
}

/** Aliases that grow without end are refused by yaml itself. */
function valueOf(document: ReturnType<typeof parseDocument>): unknown {
  return document.toJS({ maxAliasCount: 100 });
}
