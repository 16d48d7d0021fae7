import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const wrongKey: Drill = {
  name: 'wrong-key',
  pulls: "the runner's key: HQ does not know it, and no retry helps",
  must: 'the runner stops with a reason; nothing that was not delivered is called live',
  async run(stage) {
    const folder = mkdtempSync(join(tmpdir(), 'hq-field-drill-'));
    try {
      const key = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'nobody' };
      const file = join(folder, 'key.json');
      writeFileSync(file, JSON.stringify(key));
      stage.event('pull', 'a runner starts with a key of nobody');
      const { code, said } = await stage.command(['work', '--until-idle'], { RUNNER_SIGNING_KEY_FILE: file });
      stage.event('notice', said.split('\n')[0] ?? '');
      mustHold(code === 3, `it ends with 3, not ${code}`);
      mustHold(((await stage.states())['live'] ?? 0) === 0, 'no account is live');
      stage.startRunner();
      stage.event('heal', 'a runner with its own key');
      await stage.untilMoving();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
