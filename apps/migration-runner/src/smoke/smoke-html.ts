import { duration, escapeHtml } from '../rehearsal/html/markup.ts';
import { style } from '../rehearsal/html/style.ts';
import type { FlowReport, StepReport } from './run-smoke.ts';

const pictures = `.shots { display: flex; flex-wrap: wrap; gap: .75rem; } .shots img { width: 20rem; max-width: 100%; height: 12rem; object-fit: cover; object-position: top; border: 1px solid var(--line, #8884); }`;

/** The report of a smoke run; its pictures stand beside it. Pure. */
export function renderSmoke(flows: readonly FlowReport[], at: Date): string {
  const failed = flows.filter(({ passed }) => !passed).length;
  const words = failed === 0 ? 'Passed' : `${failed} failed`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Smoke tests: ${words.toLowerCase()}</title>
<style>${style}${pictures}</style>
</head>
<body>
<header><p class="verdict ${failed === 0 ? 'passed' : 'failed'}">${words}</p><h1>${flows.length} smoke tests</h1>
<p class="soft">${escapeHtml(at.toISOString())}. Each step with the pages that it went to, as they stood at its end.</p></header>
${flows.map(section).join('\n')}
</body>
</html>
`;
}

function section({ title, passed, seconds, steps }: FlowReport): string {
  return `<section><h2>${escapeHtml(title)}</h2>
<p class="${passed ? 'passed' : 'failed'}">${passed ? 'Passed' : 'FAILED'} in ${duration(seconds)}</p>
<ol>${steps.map(step).join('\n')}</ol></section>`;
}

function step({ words, isUndo, seconds, failure, pictures: shots }: StepReport): string {
  const images = shots.map(
    (path) => `<a href="${escapeHtml(path)}"><img src="${escapeHtml(path)}" alt="${escapeHtml(path)}" loading="lazy"></a>`,
  );
  return `<li><p><strong>${isUndo ? 'Put back: ' : ''}${escapeHtml(words)}</strong> <span class="soft">${duration(seconds)}</span></p>
${failure === null ? '' : `<p class="failed">${escapeHtml(failure)}</p>`}
<div class="shots">${images.join('')}</div></li>`;
}
