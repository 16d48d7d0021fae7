import { OffsetError } from '../offsets/offset-error.ts';
import { type Offset, parseOffset } from '../offsets/offset.ts';
import { anchorOf } from '../offsets/times.ts';
import type { Plan } from './plan.ts';
import { stageNames } from './stage-names.ts';

/** A name in a plan that is nobody's, or an id that two have. */
export interface BrokenReference {
  rule: 'unknown-name' | 'duplicate-id';
  path: (string | number)[];
  /** The id of what names it. */
  by: string;
  message: string;
  remedy: string;
}

/** Every name of the plan that leads nowhere, in the order of the plan. What steps need is the validator's. */
export function brokenReferences(plan: Plan): BrokenReference[] {
  const broken: BrokenReference[] = [];
  const stepIds = plan.steps.map(({ id }) => id);
  const must = (kind: string, name: string, known: readonly string[], by: string, path: (string | number)[]) => {
    if (known.includes(name)) return;
    broken.push({
      rule: 'unknown-name',
      path,
      by,
      message: `\`${by}\` names the ${kind} \`${name}\`, which the plan does not have.`,
      remedy: `Write one of ${known.length === 0 ? 'those that you add first' : known.join(', ')}.`,
    });
  };
  const [offices, owners, anchors] = [Object.keys(plan.offices), Object.keys(plan.owners), Object.keys(plan.anchors)];
  const offset = (text: string, by: string, path: (string | number)[]) => {
    const read = readable(text);
    if (read === null) return;
    must('anchor', anchorOf(read.anchor), anchors, by, path);
    for (const office of [read.of, read.at?.office]) if (office != null) must('office', office, offices, by, path);
  };

  for (const [id, owner] of Object.entries(plan.owners)) must('office', owner.office, offices, id, ['owners', id, 'office']);
  for (const [id, anchor] of Object.entries(plan.anchors)) if ('offset' in anchor) offset(anchor.offset, id, ['anchors', id, 'offset']);
  for (const edge of ['from', 'to'] as const) offset(plan.window[edge], 'window', ['window', edge]);
  for (const [at, step] of plan.steps.entries()) {
    must('owner', step.owner, owners, step.id, ['steps', at, 'owner']);
    if (step.at !== null) offset(step.at, step.id, ['steps', at, 'at']);
  }
  for (const [at, message] of plan.messages.entries()) {
    must('owner', message.owner, owners, message.id, ['messages', at, 'owner']);
    must('step', message.before, stepIds, message.id, ['messages', at, 'before']);
    offset(message.at, message.id, ['messages', at, 'at']);
  }
  for (const [at, { id, owner, back }] of plan.contingencies.entries()) {
    must('owner', owner, owners, id, ['contingencies', at, 'owner']);
    must('step or stage', back, [...stepIds, ...stageNames], id, ['contingencies', at, 'back']);
  }
  for (const [at, { id, owner, due }] of plan.questions.entries()) {
    must('owner', owner, owners, id, ['questions', at, 'owner']);
    if (!isDate(due)) offset(due, id, ['questions', at, 'due']);
  }
  return [...broken, ...(['steps', 'messages', 'contingencies', 'questions'] as const).flatMap((list) => duplicates(list, plan[list]))];
}

/** Whether a question's due is a date, and no offset. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}

function duplicates(list: string, things: { id: string }[]): BrokenReference[] {
  return things.flatMap(({ id }, at) =>
    things.findIndex((other) => other.id === id) === at
      ? []
      : [
          {
            rule: 'duplicate-id' as const,
            path: [list, at, 'id'],
            by: id,
            message: `Two of ${list} have the id \`${id}\`.`,
            remedy: 'Give one of them another id.',
          },
        ],
  );
}

function readable(text: string): Offset | null {
  try {
    return parseOffset(text);
  } catch (error) {
    if (error instanceof OffsetError) return null;
    throw error;
  }
}
