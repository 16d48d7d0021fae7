/** How to start pnpm: the one that started this command, else the version that the repository names. */
export function pnpmCommand(packageManager: string): [program: string, ...words: string[]] {
  const started = process.env['npm_execpath'];
  return started !== undefined && /pnpm/u.test(started.split('/').at(-1) ?? '') ? withNode(started) : ['npx', '-y', packageManager];
}

/** pnpm is a program of its own, or a script for Node. */
function withNode(path: string): [string, ...string[]] {
  return /\.[cm]?js$/u.test(path) ? [process.execPath, path] : [path];
}
