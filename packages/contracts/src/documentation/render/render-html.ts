import type { Block, Page } from '../document.ts';
import { colouredJson, escapeHtml } from './html-text.ts';
import { pieces } from './inline.ts';
import { style } from './style.ts';

/** The whole documentation as one page that loads nothing else. */
export function renderHtml(pages: readonly Page[], version: string, title: string): string {
  const navigation = pages.map(navigationOf).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<details class="menu"><summary>Contents</summary><nav aria-label="Contents, small screens">
${navigation}
</nav></details>
<nav class="side" aria-label="Contents"><p class="brand">Field <span aria-hidden="true">&rarr;</span> HQ <b>${version}</b></p>
${navigation}
</nav>
<main id="content">
<header>
<h1>The contract between Field and HQ</h1>
<p class="lead">What Field sends, what HQ answers, and how both prove that they hold the same. ${title}.</p>
<div class="cards">${pages.map(cardOf).join('')}</div>
</header>
${pages.map(section).join('\n')}
<footer>Made from the schemas by <code>pnpm contract docs</code>. The same in OpenAPI 3.1: <a href="openapi.json">openapi.json</a>, <a href="openapi-field.json">openapi-field.json</a>; in JSON Schema: <a href="json-schema/">json-schema/</a>.</footer>
</main>
<script>document.querySelector('.menu').addEventListener('click', (event) => { if (event.target.closest('a')) event.currentTarget.open = false; });</script>
</body>
</html>
`;
}

function headingsOf({ blocks }: Page) {
  return blocks.flatMap((block) => (block.kind === 'heading' && block.level === 2 ? [block] : []));
}

function navigationOf(page: Page): string {
  const items = headingsOf(page).map(({ text, anchor }) => `<li><a href="#${escapeHtml(anchor)}">${escapeHtml(text)}</a></li>`);
  return `<p><a href="#${page.name}">${escapeHtml(page.title)}</a></p><ul>${items.join('')}</ul>`;
}

function cardOf(page: Page): string {
  const headings = headingsOf(page).map(({ text }) => text);
  const shown = headings.slice(0, 7).join(', ');
  return `<a class="card" href="#${page.name}"><b>${escapeHtml(page.title)}</b><span>${escapeHtml(headings.length > 7 ? `${shown} ...` : shown)}</span></a>`;
}

function section({ name, title, blocks }: Page): string {
  return `<section id="${name}" aria-labelledby="${name}-title">
<h2 class="page" id="${name}-title"><a href="#${name}">${escapeHtml(title)}</a></h2>
${blocks.map(blockHtml).join('\n')}
</section>`;
}

function blockHtml(block: Block): string {
  if (block.kind === 'paragraph') return `<p>${inline(block.text)}</p>`;
  if (block.kind === 'list') return `<ul>${block.items.map((item) => `<li>${inline(item)}</li>`).join('')}</ul>`;
  if (block.kind === 'table') return tableHtml(block);
  if (block.kind === 'code') return codeHtml(block);
  const [level, anchor] = [block.level + 1, escapeHtml(block.anchor)];
  return `<h${level} id="${anchor}"><a href="#${anchor}">${inline(block.text)}</a></h${level}>`;
}

function codeHtml({ language, text, title }: Extract<Block, { kind: 'code' }>): string {
  const shown = language === 'json' ? colouredJson(text) : escapeHtml(text);
  const pre = `<pre tabindex="0"><code>${shown}</code></pre>`;
  return title === undefined ? pre : `<details class="example"><summary>${escapeHtml(title)}</summary>${pre}</details>`;
}

/** On small screens a row becomes a card, and each cell says its column. */
function tableHtml({ columns, rows }: Extract<Block, { kind: 'table' }>): string {
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const body = rows.map(({ anchor, cells }) => {
    const shown = cells.map((cell, at) => {
      const text = at === 0 && anchor !== undefined ? `<a class="self" href="#${escapeHtml(anchor)}">${inline(cell)}</a>` : inline(cell);
      return at === 0
        ? `<th scope="row">${text}</th>`
        : `<td data-column="${escapeHtml(columns[at] ?? '')}"${cell === '' ? ' class="empty"' : ''}><span>${text}</span></td>`;
    });
    return `<tr${anchor === undefined ? '' : ` id="${escapeHtml(anchor)}"`}>${shown.join('')}</tr>`;
  });
  return `<div class="table columns-${columns.length}"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

function inline(text: string): string {
  return pieces(text)
    .map((piece) => {
      if (piece.kind === 'code') return `<code>${escapeHtml(piece.text)}</code>`;
      return piece.kind === 'text' ? escapeHtml(piece.text) : `<a href="#${escapeHtml(piece.anchor)}">${escapeHtml(piece.text)}</a>`;
    })
    .join('');
}
