import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Most memory that a process has held so far, in MB; null when it is gone. Where the system keeps no peak, what it holds now. */
export function peakMemoryMb(pid: number): number | null {
  if (process.platform === 'linux') {
    try {
      const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return kilobytes === undefined ? null : Number(kilobytes) / 1024;
    } catch {
      return null;
    }
  }
  const kilobytes = Number(spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim());
  return kilobytes > 0 ? kilobytes / 1024 : null;
}
