import { CalendarError } from './calendar-error.ts';

/** A property of a component with the line at which it begins. */
interface ContentLine {
  name: string;
  text: string;
  line: number;
}

export interface Block {
  name: string;
  line: number;
  properties: ContentLine[];
  /** All its unfolded lines, BEGIN and END included. */
  lines: string[];
  blocks: Block[];
}

/** The components of an iCalendar text, its folded lines joined. Throws CalendarError. */
export function blocksOf(text: string): Block {
  const root: Block = { name: '', line: 1, properties: [], lines: [], blocks: [] };
  const open = [root];
  for (const content of unfolded(text)) {
    const inner = open.at(-1) ?? root;
    const value = content.text.slice(content.text.indexOf(':') + 1).trim();
    if (content.name === 'BEGIN') {
      const block = { name: value.toUpperCase(), line: content.line, properties: [], lines: [], blocks: [] };
      inner.blocks.push(block);
      open.push(block);
    } else if (content.name === 'END') {
      if (inner === root || inner.name !== value.toUpperCase())
        throw new CalendarError(
          content.line,
          `END:${value} closes nothing${inner === root ? '' : `: BEGIN:${inner.name} of line ${inner.line} is open`}. Export the calendar again.`,
        );
    } else if (inner === root) throw new CalendarError(content.line, 'expected BEGIN:VCALENDAR. Give an iCalendar file (.ics).');
    else inner.properties.push(content);
    for (const block of open.slice(1)) block.lines.push(content.text);
    if (content.name === 'END') open.pop();
  }
  const left = open.at(-1);
  if (left !== undefined && left !== root)
    throw new CalendarError(left.line, `BEGIN:${left.name} is never closed. The file is cut off: export the calendar again.`);
  if (!root.blocks.some(({ name }) => name === 'VCALENDAR'))
    throw new CalendarError(1, 'expected BEGIN:VCALENDAR. Give an iCalendar file (.ics).');
  return root;
}

function unfolded(text: string): ContentLine[] {
  const found: ContentLine[] = [];
  for (const [at, raw] of text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n|\n|\r/u)
    .entries()) {
    const last = found.at(-1);
    if (/^[ \t]/u.test(raw) && last !== undefined) last.text += raw.slice(1);
    else if (raw.trim() !== '') {
      const [, name] = /^([A-Za-z0-9-]+)[;:]/u.exec(raw) ?? [];
      if (name === undefined)
        throw new CalendarError(
          at + 1,
          `expected \`NAME:value\`, got \`${raw.slice(0, 40)}\`. Mend the line, or export the calendar again.`,
        );
      found.push({ name: name.toUpperCase(), text: raw, line: at + 1 });
    }
  }
  // A long name may itself be folded before its colon, but no calendar program does so.
  return found;
}
