import { roles } from '@hq-field/contracts';

/** Field keeps who administers a project in a column of its own, and in some old rows among the roles. */
export const administersToken = 'project_admin';

/** The roles of people on a project, as Field writes them: document_manager. */
export const roleTokens: readonly string[] = roles.map((role) => role.toLowerCase().replaceAll(' ', '_'));

/** The tokens of comma-joined roles, each once, in their order. */
export function tokensOf(roles: string | null): string[] {
  const tokens = (roles ?? '').split(',').map((token) => token.trim().toLowerCase().replaceAll(' ', '_'));
  return [...new Set(tokens.filter((token) => token !== ''))];
}

/** document_manager as people read it. */
export function roleWords(token: string): string {
  const words = token.replaceAll('_', ' ');
  return roles.find((role) => role.toLowerCase() === words) ?? words;
}
