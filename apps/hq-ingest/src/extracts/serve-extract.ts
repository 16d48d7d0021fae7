import type { AppContext } from '../context.ts';

export async function serveExtract(_context: AppContext, _file: string): Promise<Response> {
  throw new Error('not yet');
}
