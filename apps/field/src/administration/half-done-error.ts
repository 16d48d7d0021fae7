/** HQ has saved a change, and Field failed in what it does itself afterwards (`cause`). The same form sent again does the rest. */
export class HalfDoneError extends Error {
  constructor(cause: unknown) {
    super('HQ has saved the change, and Field has not done its part.', { cause });
    this.name = 'HalfDoneError';
  }
}

/** What Field does after HQ has answered. Throws HalfDoneError. */
export async function afterHq<Result>(work: () => PromiseLike<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new HalfDoneError(error);
  }
}
