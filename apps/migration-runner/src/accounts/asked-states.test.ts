import { expect, test } from 'vitest';
import { askedStates } from './asked-states.ts';

const failing = (code: string) => {
  const fail = () => Promise.reject(Object.assign(new Error('words'), { code }));
  return askedStates({ look: fail, begun: fail, discovered: fail });
};

test.each(['ECONNREFUSED', 'CONNECTION_CLOSED', '57P03'])(
  "a runner's database that is away (%s) is named, and asked again",
  async (code) => {
    const away = {
      name: 'StatesError',
      retryable: true,
      message: expect.stringMatching(/runner's database.*RUNNER_DATABASE_URL/u) as string,
    };
    await expect(failing(code).look([])).rejects.toMatchObject(away);
    await expect(failing(code).begun()).rejects.toMatchObject(away);
    await expect(failing(code).discovered([])).rejects.toMatchObject(away);
  },
);

test('what it cannot do just now is asked again', async () => {
  await expect(failing('40P01').look([])).rejects.toMatchObject({
    retryable: true,
    message: expect.stringContaining("runner's database") as string,
  });
});

test('a statement that it refuses is not tried again', async () => {
  await expect(failing('42601').begun()).rejects.toMatchObject({
    retryable: false,
    message: expect.stringContaining("runner's database") as string,
  });
});
