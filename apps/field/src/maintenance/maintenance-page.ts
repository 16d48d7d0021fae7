import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

const style = `:root{color-scheme:light dark}*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;font:100%/1.6 system-ui,sans-serif;background:#fbfaf8;color:#1d2327}
main{max-width:36rem;border-left:4px solid #7a4b00;padding-left:1.25rem}h1{font-size:clamp(1.5rem,6vw,2.1rem);line-height:1.2;margin:0 0 .75rem}p{margin:0 0 .75rem;overflow-wrap:anywhere;white-space:pre-line}
@media (prefers-color-scheme:dark){body{background:#15191c;color:#eceae6}main{border-color:#f3d08a}}`;

/** What the maintenance page says unless it is told otherwise. */
export const maintenanceDefaults = {
  all: 'Field is being worked on and cannot be used for a while. Nothing is lost. Please come back later.',
  administration:
    'The administration of accounts and projects is being worked on and cannot be used for a while. Projects go on as usual, and nothing is lost. Please come back later.',
};

/** The page is whole in itself: it needs no database, no stylesheet and no other file. */
export function maintenancePage(text: string): string {
  return String(html`${raw('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Maintenance · Field</title><style>${raw(style)}</style></head>
<body><main><h1>Field is in maintenance</h1><p>${text}</p><p>Did you just send a form? It was not taken. Go back in your browser: what you typed is still there.</p></main></body></html>`);
}

/** Nothing but the page's own style may load. */
export const maintenancePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
