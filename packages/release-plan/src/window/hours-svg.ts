import { Temporal } from 'temporal-polyfill';
import type { Office } from '../plan/plan.ts';
import type { Window } from './find-windows.ts';
import { type HourKind, hourKinds } from './hour-kind.ts';
import { clockWords, dayName, localClock, shortWords } from './local-clock.ts';
import { escapeMarkup } from './markup.ts';
import { officeHours } from './office-hours.ts';
import { WindowError } from './window-error.ts';

const hourMs = 3_600_000;
const slotMs = hourMs / 4;
const size = { width: 1000, left: 120, right: 990, top: 48, row: 64, bar: 26 };
const labels: Record<HourKind, string> = {
  working: 'work',
  early: 'early',
  evening: 'evening',
  late: 'late',
  night: 'night',
  off: 'day off',
};

/**
 * The hours of offices around a day as one SVG that needs nothing else, with windows drawn over them, numbered as they are ranked. The axis
 * holds the 50 hours in which that day is lived somewhere on Earth. Throws WindowError.
 */
export function hoursSvg(windows: readonly Window[], offices: Record<string, Office>, day: string): string {
  const start = beginningInTheEast(day);
  const end = start + 50 * hourMs;
  const x = (at: number): string => (size.left + ((at - start) / (end - start)) * (size.right - size.left)).toFixed(1);
  const entries = Object.entries(offices);
  const bottom = size.top + entries.length * size.row;
  const shown = windows
    .map((window, at) => ({ ...window, rank: at + 1, fromMs: Date.parse(window.from), toMs: Date.parse(window.to) }))
    .filter(({ fromMs, toMs }) => toMs > start && fromMs < end);
  const rows = entries.map(([id, office], at) => officeRow(id, office, size.top + at * size.row, start, end, x));
  const frames = shown.map(({ rank, fromMs, toMs, score, from, to }) => {
    const [left, right] = [Math.max(fromMs, start), Math.min(toMs, end)];
    return `<g><title>Window ${rank}: ${from} to ${to}, score ${score}</title><rect class="window" x="${x(left)}" width="${(Number(x(right)) - Number(x(left))).toFixed(1)}" y="${size.top - 14}" height="${bottom - size.top + 8}" rx="4"/><text class="rank" x="${((Number(x(left)) + Number(x(right))) / 2).toFixed(1)}" y="${size.top - 20}">${rank}</text></g>`;
  });
  const told = shown.map(({ rank, from, to, score }) => `Window ${rank}, score ${score}: ${placesWords(offices, from)}, until ${to}.`);
  const nothing = shown.length === 0 ? ['No window lies in these hours.'] : [];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${bottom + 44}" role="img" aria-labelledby="hours-title hours-text">
<title id="hours-title">Hours of ${escapeMarkup(entries.map(([, { title }]) => title).join(', '))} around ${escapeMarkup(day)}</title>
<desc id="hours-text">${escapeMarkup([...told, ...nothing].join(' '))}</desc>
<style>${style}</style>
<defs><pattern id="hours-night" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="night" width="6" height="6"/><path class="hatch" d="M0 0V6"/></pattern></defs>
<rect class="paper" width="${size.width}" height="${bottom + 44}"/>
${rows.join('\n')}
${frames.join('\n')}
${legend(bottom + 28)}
</svg>
`;
}

function officeRow(id: string, office: Office, y: number, start: number, end: number, x: (at: number) => string): string {
  const hours = officeHours(id, office);
  const parts: string[] = [];
  for (let from = start; from < end; ) {
    const kind = hours.kindAt(from);
    let to = from + slotMs;
    while (to < end && hours.kindAt(to) === kind) to += slotMs;
    const width = Number(x(to)) - Number(x(from));
    parts.push(
      `<rect class="${kind}"${kind === 'night' ? ' fill="url(#hours-night)"' : ''} x="${x(from)}" y="${y}" width="${width.toFixed(1)}" height="${size.bar}"/>`,
    );
    if (width > labels[kind].length * 7)
      parts.push(`<text class="kind on-${kind}" x="${(Number(x(from)) + width / 2).toFixed(1)}" y="${y + 17}">${labels[kind]}</text>`);
    from = to;
  }
  for (let at = start; at < end; at += slotMs) {
    const local = localClock(at, office.zone);
    if (local.minute !== 0 || local.hour % 6 !== 0) continue;
    const midnight = local.hour === 0;
    parts.push(
      `<path class="${midnight ? 'midnight' : 'tick'}" d="M${x(at)} ${y}V${y + size.bar + 4}"/><text class="hour" x="${x(at)}" y="${y + size.bar + 15}">${midnight ? dayName(local).slice(0, 3) : clockWords(local).slice(0, 2)}</text>`,
    );
  }
  return `<g><text class="office" x="${size.left - 8}" y="${y + 17}">${escapeMarkup(office.title)}</text>${parts.join('')}</g>`;
}

function legend(y: number): string {
  const kinds = Object.keys(hourKinds) as HourKind[];
  const items = kinds.map((kind, at) => {
    const left = size.left + at * 110;
    return `<rect class="${kind}"${kind === 'night' ? ' fill="url(#hours-night)"' : ''} x="${left}" y="${y - 11}" width="20" height="14"/><text class="key" x="${left + 26}" y="${y}">${labels[kind]}</text>`;
  });
  return `${items.join('')}<rect class="window" x="${size.left + 660}" y="${y - 11}" width="20" height="14"/><text class="key" x="${size.left + 686}" y="${y}">window, 1 is best</text>`;
}

function placesWords(offices: Record<string, Office>, from: string): string {
  return Object.values(offices)
    .map(({ title, zone }) => `${shortWords(localClock(Date.parse(from), zone))} in ${title}`)
    .join(', ');
}

function beginningInTheEast(day: string): number {
  try {
    return Temporal.PlainDate.from(day).toZonedDateTime('UTC').epochMilliseconds - 14 * hourMs;
  } catch (cause) {
    throw new WindowError(`Expected a date like \`2015-05-15\`, got \`${day}\`.`, { cause });
  }
}

const style = `text{font:12px system-ui,sans-serif;fill:#1b1f24;text-anchor:middle}.office{font-weight:600;font-size:13px;text-anchor:end}.key{text-anchor:start}.hour{font-size:11px}
.paper{fill:#fff}.working{fill:#b3402e}.early{fill:#e8d9a8}.evening{fill:#bfe0c4}.late{fill:#c3d3ea}.night{stroke:none}pattern .night{fill:#c9c9d6}.off{fill:#e4f3e6}.hatch{stroke:#77778c;stroke-width:1.5}
.on-working{fill:#fff;font-weight:600}.on-night{paint-order:stroke;stroke:#e4e4ec;stroke-width:4px}.tick{stroke:#8a8f98;fill:none}.midnight{stroke:#1b1f24;stroke-width:2;fill:none}
.window{fill:#1f4fd822;stroke:#1f4fd8;stroke-width:3}.rank{font-weight:700;font-size:15px}
@media (prefers-color-scheme:dark){text{fill:#e8eaed}.paper{fill:#16181c}.working{fill:#d0614e}.on-working{fill:#16181c}.early{fill:#5d5330}.evening{fill:#2f5a38}.late{fill:#324766}pattern .night{fill:#2b2b3a}.hatch{stroke:#5c5c74}.on-night{stroke:#2b2b3a}.off{fill:#24402a}.midnight{stroke:#e8eaed}.window{fill:#8ab0ff22;stroke:#8ab0ff}}`;
