import { readFile } from 'node:fs/promises';

/** Memory that a process holds, in megabytes; 0 when it has just ended. */
export function residentMb(pid: number): Promise<number> {
  return megabytes(pid, 'VmRSS');
}

/** The most memory that a process has held at any moment, in megabytes; 0 when it has just ended. */
export function peakMb(pid: number): Promise<number> {
  return megabytes(pid, 'VmHWM');
}

async function megabytes(pid: number, line: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(new RegExp(`^${line}:\\s+(\\d+) kB`, 'mu').exec(status)?.[1] ?? 0) / 1024;
}
