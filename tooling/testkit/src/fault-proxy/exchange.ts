import { connect, type Socket } from 'node:net';
import { type CutPlace, cutPlaces, type Faults, type Seen } from './faults.ts';
import { passOn } from './pass-on.ts';

interface Surroundings {
  faults: () => Faults;
  random: () => number;
  seen: Seen;
  /** Asked at each exchange that begins: where it is cut, when it is the last one of its client. */
  lastCut: () => CutPlace | null;
  /** Ends everything. */
  die: () => void;
}

const garbage = Buffer.from('\u0000\u00ff\u0007<html>504 Gateway?</html>\r\n\r\n{"result":', 'latin1');

/** One connection through the proxy: requests one way, answers the other, and what is to happen to the exchange that is on. */
export class Exchange {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #around: Surroundings;
  #fate: CutPlace | 'garbage' | null = null;
  /** Whose bytes were passed on last. */
  #speaks: 'nobody' | 'client' | 'server' = 'nobody';
  #isDead = false;
  #isLast = false;

  constructor(client: Socket, to: number, around: Surroundings) {
    this.#client = client;
    this.#around = around;
    this.#server = connect({ port: to, host: '127.0.0.1', noDelay: true });
    this.#server.on('error', () => client.resetAndDestroy());
    client.once('close', () => this.#server.destroy());
    for (let count = around.faults().storm ?? 0; count > 0; count -= 1) storm(to);
    // An end is passed on behind the last data, never before it.
    void passOn(client, around.faults, (chunk) => this.#fromClient(chunk)).then(() => this.#isDead || this.#server.end());
    void passOn(this.#server, around.faults, (chunk) => this.#fromServer(chunk)).then(() => this.#isDead || client.end());
  }

  /** Resets both ends. */
  reset(): void {
    this.#isDead = true;
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  #fromClient(chunk: Buffer): boolean | Promise<boolean> {
    if (this.#isLost()) return never();
    if (this.#speaks !== 'client') {
      this.#speaks = 'client';
      this.#around.seen.exchanges += 1;
      this.#fate = this.#draw();
      if (this.#fate === 'before-request') return this.#cut();
      if (this.#fate === 'in-request') {
        this.#isDead = true;
        this.#server.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => this.#cut());
        return false;
      }
    }
    return written(this.#server, chunk);
  }

  #fromServer(chunk: Buffer): boolean | Promise<boolean> {
    if (this.#isLost()) return never();
    const isFirst = this.#speaks === 'client';
    this.#speaks = 'server';
    if (!isFirst || this.#fate === null) return written(this.#client, chunk);
    if (this.#fate === 'before-answer') return this.#cut();
    if (this.#fate === 'garbage') {
      this.#around.seen.garbage += 1;
      this.#isDead = true;
      this.#client.end(garbage);
      return false;
    }
    const part = this.#fate === 'in-answer' ? chunk.subarray(0, Math.ceil(chunk.length / 2)) : chunk;
    this.#isDead = true;
    this.#client.write(part, () => this.#cut());
    return false;
  }

  /** What happens to the exchange that begins. */
  #draw(): CutPlace | 'garbage' | null {
    const last = this.#around.lastCut();
    this.#isLast = last !== null;
    if (last !== null) return last;
    const { cut = {}, garbage: share = 0 } = this.#around.faults();
    let at = this.#around.random();
    for (const place of [...(Object.keys(cutPlaces) as CutPlace[]), 'garbage'] as const) {
      at -= place === 'garbage' ? share : (cut[place] ?? 0);
      if (at < 0) return place;
    }
    return null;
  }

  #cut(): false {
    this.#around.seen.cuts += 1;
    this.reset();
    if (this.#isLast) this.#around.die();
    return false;
  }

  /** A connection that met a lost route stays lost. */
  #isLost(): boolean {
    this.#isDead ||= this.#around.faults().halfOpen === true;
    return this.#isDead;
  }
}

function written(socket: Socket, chunk: Buffer): Promise<boolean> {
  return new Promise((resolve) => socket.write(chunk, (error) => resolve(error === undefined || error === null)));
}

function never(): Promise<boolean> {
  return new Promise(() => {});
}

/** A caller that begins to speak and is gone. */
function storm(to: number): void {
  const caller = connect({ port: to, host: '127.0.0.1' });
  caller.on('error', () => {});
  caller.once('connect', () => caller.write('POST /', () => caller.resetAndDestroy()));
}
