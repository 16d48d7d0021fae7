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
      const { said } = await stage.command(['work', '--until-idle'], { settings: { RUNNER_SIGNING_KEY_FILE: file }, codes: [3] });
      stage.event('notice', said.split('\n')[0] ?? '');
      mustHold(((await stage.states())['live'] ?? 0) === 0, 'no account is live');
      stage.startRunner();
      stage.event('heal', 'a runner with its own key');
      await stage.untilMoving();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
