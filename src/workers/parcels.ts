/**
 * The post between threads: it brings what only the platform can carry, by MessagePorts. Who will receive a
 * value is not known when it is sent, so a parcel goes to the thread of the program, which keeps it until
 * the thread that has received its value asks for it.
 *
 * Invariants:
 * - A parcel is sent off after its value was sent, so it may be asked for before it is here: then it waits to
 *   be handed on.
 * - It is handed on once: one thread has received its value.
 * - A thread that blocks for a parcel goes on sending off its own, so no two wait for each other.
 * - What a thread that has died had not sent off is lost, and who asks for it is told.
 */

import type { Agent } from "./agent.ts";
import { CannotCrossError, MustNotBlockError, ParcelLostError } from "./errors.ts";
import { mayBlock } from "./futex.ts";
import { Hold, takeMessage } from "./platform.ts";
import type { Post } from "./wire/post.ts";

/** `parcel` brings one, from its sender or to who asked for it; `want` asks; `lost` says that none will come. */
type Message =
  | { readonly does: "parcel"; readonly key: string; readonly objects: readonly object[] }
  | { readonly does: "want" | "lost"; readonly key: string };

interface Parcel {
  readonly objects: readonly object[];
  readonly transfer: readonly object[];
}

interface Wait {
  readonly resolve: (objects: readonly object[]) => void;
  readonly reject: (error: Error) => void;
}

/** How long a thread sleeps between two looks at its ports, in milliseconds. */
const SLICE_MS = 1;
const nothing = new Int32Array(new SharedArrayBuffer(4));

const keyOf = (from: number, parcel: number) => `${from}:${parcel}`;
const senderOf = (key: string) => Number.parseInt(key, 10);

export class Parcels implements Post {
  readonly #agent: Agent;
  /** To the thread of the program; null on that itself. */
  readonly #up: MessagePort | null;
  /** On the thread of the program: to the others, by their numbers. */
  readonly #ports: Map<number, MessagePort> = new Map();
  readonly #packed: Map<number, Parcel> = new Map();
  /** What is here and was not asked for yet. */
  readonly #here: Map<string, readonly object[]> = new Map();
  /** On the thread of the program: who has asked for what is not here yet. */
  readonly #wanted: Map<string, MessagePort> = new Map();
  /** What goroutines of this thread wait for. */
  readonly #waiting: Map<string, Wait> = new Map();
  readonly #lost: Set<string> = new Set();
  readonly #dead: Set<number> = new Set();
  readonly #hold: Hold = new Hold();
  #last = 0;

  /** @param up the port to the thread of the program; null on that itself. */
  constructor(agent: Agent, up: MessagePort | null) {
    this.#agent = agent;
    this.#up = up;
    if (up !== null) this.#listen(up);
  }

  /** Connects the thread numbered `number` by `port`; on the thread of the program. */
  connect(number: number, port: MessagePort): void {
    this.#ports.set(number, port);
    this.#listen(port);
  }

  /** The thread numbered `number` has died. */
  bury(number: number): void {
    const port = this.#ports.get(number);
    if (port === undefined) return;
    this.#drain(port);
    this.#ports.delete(number);
    port.close();
    this.#dead.add(number);
    for (const [key, asker] of this.#wanted) {
      if (senderOf(key) === number) this.#tell(asker, { does: "lost", key });
    }
    for (const key of this.#waiting.keys()) if (senderOf(key) === number) this.#lose(key);
  }

  pack(objects: readonly object[], transfer: readonly object[]): number {
    for (const object of transfer) {
      if (object instanceof ArrayBuffer && isDetached(object)) {
        throw new CannotCrossError("transfer", object);
      }
    }
    this.#last++;
    this.#packed.set(this.#last, { objects, transfer });
    return this.#last;
  }

  sendOff(parcel: number): void {
    const packed = this.#packed.get(parcel);
    if (packed === undefined) return; // somebody on this thread has it already
    this.#packed.delete(parcel);
    const key = keyOf(this.#agent.heap.owner, parcel);
    try {
      if (this.#up === null) this.#take(key, copied(packed));
      else {
        const message: Message = { does: "parcel", key, objects: packed.objects };
        this.#up.postMessage(message, packed.transfer as Transferable[]);
      }
    } catch {
      // It was given away otherwise after its value was put into a slot.
      if (this.#up === null) this.#take(key, null);
      else this.#tell(this.#up, { does: "lost", key });
    }
  }

  unpack(parcel: number): void {
    this.#packed.delete(parcel);
  }

  isHere(from: number, parcel: number): boolean {
    if (from === this.#agent.heap.owner && this.#packed.has(parcel)) return true;
    this.#drainAll();
    return this.#here.has(keyOf(from, parcel));
  }

  receiveSync(from: number, parcel: number): readonly object[] {
    const own = this.#own(from, parcel);
    if (own !== null) return own;
    const key = keyOf(from, parcel);
    this.#drainAll();
    if (this.#up !== null && !this.#here.has(key)) this.#tell(this.#up, { does: "want", key });
    for (;;) {
      this.#drainAll();
      const objects = this.#here.get(key);
      if (objects !== undefined) {
        this.#here.delete(key);
        return objects;
      }
      if (this.#isLost(key)) throw new ParcelLostError();
      if (!mayBlock)
        throw new MustNotBlockError("a receive without waiting of a parcel on its way");
      if (!this.#agent.thread.poll()) Atomics.wait(nothing, 0, 0, SLICE_MS);
    }
  }

  receive(from: number, parcel: number): Promise<readonly object[]> {
    const own = this.#own(from, parcel);
    if (own !== null) return Promise.resolve(own);
    const key = keyOf(from, parcel);
    const objects = this.#here.get(key);
    if (objects !== undefined) {
      this.#here.delete(key);
      return Promise.resolve(objects);
    }
    if (this.#isLost(key)) return Promise.reject(new ParcelLostError());
    if (this.#up !== null) this.#tell(this.#up, { does: "want", key });
    this.#hold.set(true);
    return new Promise((resolve, reject) => {
      this.#waiting.set(key, { resolve, reject });
    });
  }

  // One of this thread's own, whose value it has received itself before it was sent off.
  #own(from: number, parcel: number): readonly object[] | null {
    const packed = from === this.#agent.heap.owner ? this.#packed.get(parcel) : undefined;
    if (packed === undefined) return null;
    this.#packed.delete(parcel);
    return copied(packed);
  }

  #isLost(key: string): boolean {
    return this.#lost.delete(key) || this.#dead.has(senderOf(key));
  }

  #listen(port: MessagePort): void {
    port.onmessage = ({ data }) => this.#handle(port, data as Message);
    (port as { unref?: () => void }).unref?.();
  }

  #handle(port: MessagePort, message: Message): void {
    const { does, key } = message;
    if (does === "parcel") this.#take(key, message.objects);
    else if (does === "lost") this.#take(key, null);
    else this.#handOn(key, port);
  }

  // `port` asks for a parcel.
  #handOn(key: string, port: MessagePort): void {
    this.#drainAll();
    const objects = this.#here.get(key);
    if (objects !== undefined) {
      this.#here.delete(key);
      deliver(port, key, objects);
    } else if (this.#isLost(key)) this.#tell(port, { does: "lost", key });
    else this.#wanted.set(key, port);
  }

  // A parcel has come, or the news that it will not.
  #take(key: string, objects: readonly object[] | null): void {
    const asker = this.#wanted.get(key);
    const wait = this.#waiting.get(key);
    if (asker !== undefined) {
      this.#wanted.delete(key);
      if (objects === null) this.#tell(asker, { does: "lost", key });
      else deliver(asker, key, objects);
    } else if (objects === null) this.#lose(key);
    else if (wait === undefined) this.#here.set(key, objects);
    else {
      this.#endWait(key);
      wait.resolve(objects);
    }
  }

  #lose(key: string): void {
    const wait = this.#waiting.get(key);
    if (wait === undefined) {
      this.#lost.add(key);
      return;
    }
    this.#endWait(key);
    wait.reject(new ParcelLostError());
  }

  #endWait(key: string): void {
    this.#waiting.delete(key);
    if (this.#waiting.size === 0) this.#hold.set(false);
  }

  #tell(port: MessagePort, message: Message): void {
    port.postMessage(message);
  }

  #drainAll(): void {
    if (this.#up !== null) this.#drain(this.#up);
    for (const port of this.#ports.values()) this.#drain(port);
  }

  #drain(port: MessagePort): void {
    for (let taken = takeMessage(port); taken !== undefined; taken = takeMessage(port)) {
      this.#handle(port, taken.message as Message);
    }
  }
}

function copied({ objects, transfer }: Parcel): readonly object[] {
  return structuredClone(objects, { transfer: transfer as Transferable[] });
}

function deliver(port: MessagePort, key: string, objects: readonly object[]): void {
  const message: Message = { does: "parcel", key, objects };
  const given = objects.filter((o) => o instanceof MessagePort || o instanceof ArrayBuffer);
  port.postMessage(message, given as Transferable[]);
}

function isDetached(buffer: ArrayBuffer): boolean {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
