import { count, escapeHtml } from '../rehearsal/html/markup.ts';

/** A part of a bar: its share of the whole, its name and its colour. */
export interface Part {
  name: string;
  value: number;
  colour: string;
}

const width = 920;
const row = 34;
const label = 130;

/** Bars of one length each, cut into parts; what is 0 is left out. Inline SVG, with its words for those who only hear it. */
export function barChart(title: string, bars: readonly { name: string; parts: readonly Part[] }[]): string {
  if (bars.length === 0) return '';
  const drawn = bars.map(({ name, parts }, at) => {
    const total = parts.reduce((sum, part) => sum + part.value, 0);
    let x = label;
    const pieces = parts
      .filter((part) => part.value > 0)
      .map((part) => {
        const wide = (part.value / total) * (width - label);
        const piece = `<rect x="${x.toFixed(1)}" y="${at * row + 4}" width="${Math.max(wide, 1).toFixed(1)}" height="22" fill="${part.colour}"><title>${escapeHtml(`${part.name}: ${count(part.value)}`)}</title></rect>`;
        x += wide;
        return piece;
      });
    return `<text x="${label - 8}" y="${at * row + 20}" text-anchor="end">${escapeHtml(name)}</text>${pieces.join('')}`;
  });
  const words = bars.map(({ name, parts }) => `${name}: ${parts.map((part) => `${count(part.value)} ${part.name}`).join(', ')}`).join('; ');
  return `<svg viewBox="0 0 ${width} ${bars.length * row}" role="img" aria-label="${escapeHtml(`${title}. ${words}`)}">${drawn.join('\n')}</svg>`;
}
