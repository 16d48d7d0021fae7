import { type Alias, isNode, LineCounter, parseDocument, visit } from 'yaml';
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
  const held = valueOf(document);
  if ('alias' in held) {
    const line = held.alias?.range ? lines.linePos(held.alias.range[0]).line : 1;
    return { mistakes: [{ path: '', line, message: held.message }] };
  }
  const parsed = planSchema.safeParse(held.value);
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

/** What a document holds, or the alias that keeps it from being read: of a name that nothing has, or one of those that grow without end. */
function valueOf(document: ReturnType<typeof parseDocument>): { value: unknown } | { alias: Alias | undefined; message: string } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const aliases: Alias[] = [];
    visit(document, { Alias: (_, alias) => void aliases.push(alias) });
    const unknown = aliases.find((alias) => alias.resolve(document) === undefined);
    return unknown === undefined
      ? { alias: aliases[0], message: 'The aliases repeat too much. Write out what they stand for.' }
      : { alias: unknown, message: `Nothing before \`*${unknown.source}\` is marked with \`&${unknown.source}\`. Write it out.` };
  }
}
