import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** Words of the contract as people read them. */
const spelled: Record<string, string> = {
  account_admin: 'administrator',
  account_user: 'member',
  project_admin: 'administrator',
  project_user: 'member',
};

export function word(value: string): string {
  return spelled[value] ?? value;
}

/** A moment, to the minute. */
export function moment(at: Date): Html {
  const text = at.toISOString();
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 16)} UTC</time>`;
}

/** Names and values; what is null is left out. */
export function facts(entries: readonly (readonly [string, Html | string | null])[]): Html {
  const known = entries.filter(([, value]) => value !== null);
  if (known.length === 0) return html``;
  return html`<dl>${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

const regions = new Intl.DisplayNames('en', { type: 'region' });
const currencies = new Intl.DisplayNames('en', { type: 'currency' });
const languages = new Intl.DisplayNames('en', { type: 'language' });

export function countryName(code: string): string {
  return `${regions.of(code) ?? code} (${code})`;
}

export function currencyName(code: string): string {
  return `${code} ${currencies.of(code) ?? ''}`.trim();
}

export function languageName(code: string): string {
  return languages.of(code) ?? code;
}
