const loopback = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);

/**
 * Whether a host name can only mean this machine. Sign-in asks for no password: so the console is served here only, and a page elsewhere
 * that lets a name of its own point here is not answered.
 */
export function isLoopback(host: string): boolean {
  return loopback.has(host);
}
