import type { Gates } from '@hq-field/gates';

/** Opens the gates, which are loaded only when somebody asks them: a server of the contract alone stays small. */
export async function loadGates(url: string): Promise<Gates> {
  const { openGates } = await import('@hq-field/gates');
  return openGates({ url, applicationName: 'hq-ingest gates' });
}
