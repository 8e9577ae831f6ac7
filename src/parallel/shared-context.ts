/**
 * Contexts and AbortSignals between threads: one that was sent ends on every thread it has come to when it ends
 * where it was made, with the same error and the same cause. What is shared is a channel that is closed then.
 *
 * Invariants:
 * - On the thread where a context was made, it arrives as itself; on another, as one context each time.
 * - How it has ended is written before the channel is closed, and does not change after that.
 * - Its deadline comes along; its values do not: they may be anything, and belong to their thread.
 * - It ends elsewhere as soon as its own thread gets to end it: a thread that blocks cancels late.
 */

import { CancelContext } from "../context/cancel-context.ts";
import { NEVER } from "../context/context.ts";
import {
  background,
  Canceled,
  type Context,
  contextFromSignal,
  DeadlineExceeded,
} from "../context/index.ts";
import { propagate } from "../context/propagate.ts";
import {
  type Agent,
  CROSSING,
  type Crossing,
  closeChannel,
  KIND,
  makeChannel,
  newSlot,
  registerCrossing,
  registerDeparture,
  watchClose,
} from "../workers/index.ts";
import { type Carried, carriedHome, carry, describeThrown } from "./carried-error.ts";

// The words of a shared context.
const NATURE = 0;
/** The channel that is closed when it ends; 0 where it cannot. */
const DONE = 1;
/** How it has ended. */
const END = 2;
/** Where the slot with its cause begins. */
const CAUSE = 3;
/** Two words: the deadline, or Infinity. */
const DEADLINE = 8;
const CONTEXT_WORDS = 10;

const NATURE_CONTEXT = 0;
const NATURE_SIGNAL = 1;

const BY_CANCEL = 1;
const BY_DEADLINE = 2;

/** The addresses of contexts and signals that are no handles by themselves, by thread. */
const addresses = new WeakMap<Agent, WeakMap<object, number>>();

function addressesOf(agent: Agent): WeakMap<object, number> {
  let known = addresses.get(agent);
  if (known === undefined) {
    known = new WeakMap();
    addresses.set(agent, known);
  }
  return known;
}

// ------------------------------------------------------------------------------------- leaving

registerDeparture<Agent>((agent, value): Crossing | null => {
  if (!isContext(value) && !(value instanceof AbortSignal)) return null;
  const known = addressesOf(agent);
  const address = known.get(value) ?? share(agent, value);
  known.set(value, address);
  return { [CROSSING]: () => address };
});

/** Whether it is a Context, of this package or of somebody else's. */
function isContext(value: object): value is Context {
  const { deadline, done, err, value: valueOf } = value as Partial<Record<keyof Context, unknown>>;
  return [deadline, done, err, valueOf].every((method) => typeof method === "function");
}

function share(agent: Agent, value: Context | AbortSignal): number {
  const { heap, handles } = agent;
  const address = handles.allocate(KIND.context, CONTEXT_WORDS);
  const ctx = value instanceof AbortSignal ? contextFromSignal(value) : value;
  heap.words[address + NATURE] = ctx === value ? NATURE_CONTEXT : NATURE_SIGNAL;
  putDeadline(heap.words, address, ctx.deadline() ?? Number.POSITIVE_INFINITY);
  handles.hold(value, address);
  if (ctx.done() === NEVER) return address;
  heap.words[address + DONE] = makeChannel(agent, 0);
  // It is as one made from `ctx`, and keeps that: so the memory is there when it ends.
  const follower = new CancelContext("send", ctx);
  follower.atEnd(() => announce(agent, address, follower));
  propagate(follower);
  follower.hold();
  return address;
}

function announce(agent: Agent, address: number, ended: CancelContext): void {
  const { words } = agent.heap;
  words[address + END] = ended.err() === DeadlineExceeded ? BY_DEADLINE : BY_CANCEL;
  const slot = newSlot();
  putCause(agent, ended.cause, slot);
  words.set(slot, address + CAUSE);
  closeChannel(agent.thread, words[address + DONE] as number);
}

// What cannot cross is described. Where shared memory has no room even for that, the end crosses without a
// cause: to be told that it has ended must not fail.
function putCause({ slots }: Agent, cause: unknown, slot: Int32Array): void {
  for (const carried of [() => carry(cause), () => describeThrown(cause)]) {
    try {
      slots.put(carried(), slot);
      if (slots.isPlain(slot)) return;
      slots.discard(slot);
    } catch {
      // The next says less, and needs less.
    }
  }
  slots.put(undefined, slot);
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

function putDeadline(words: Int32Array, address: number, deadlineMs: number): void {
  double[0] = deadlineMs;
  words.set(halves, address + DEADLINE);
}

function deadlineOf(words: Int32Array, address: number): number | undefined {
  halves.set(words.subarray(address + DEADLINE, address + DEADLINE + 2));
  return double[0] === Number.POSITIVE_INFINITY ? undefined : double[0];
}

// ------------------------------------------------------------------------------------ arriving

/** A context that was made on another thread. */
class ArrivedContext extends CancelContext {
  readonly #address: number;
  readonly #deadlineMs: number | undefined;

  constructor(parent: Context, address: number, deadlineMs: number | undefined) {
    super("receive", parent);
    this.#address = address;
    this.#deadlineMs = deadlineMs;
  }

  [CROSSING](): number {
    return this.#address;
  }

  override deadline(): number | undefined {
    return this.#deadlineMs;
  }

  protected override kind(): string {
    return "FromThread";
  }
}

// Stops watching for contexts that nobody refers to any more.
const forgotten = new FinalizationRegistry<() => void>((stop) => stop());

function revive(agent: Agent, address: number): object {
  const { words } = agent.heap;
  const done = words[address + DONE] as number;
  const isSignal = words[address + NATURE] === NATURE_SIGNAL;
  if (done === 0 && !isSignal) return background();
  // Watched for all that stands for it here, and holds it no stronger than a parent does.
  const source = new CancelContext("receive", background());
  const controller = isSignal ? new AbortController() : null;
  const ctx = new ArrivedContext(source, address, deadlineOf(words, address));
  ctx.dependOn(source);
  const end = () => {
    const cause = causeOf(agent, address);
    source.cancel(words[address + END] === BY_DEADLINE ? DeadlineExceeded : Canceled, cause);
    controller?.abort(cause);
  };
  const stop = done === 0 ? () => {} : watchClose(agent, done, address, end);
  if (controller === null) {
    forgotten.register(ctx, stop);
    return ctx;
  }
  addressesOf(agent).set(controller.signal, address);
  return controller.signal;
}

function causeOf({ heap, slots }: Agent, address: number): unknown {
  const carried = slots.peek(heap.words.slice(address + CAUSE, address + CAUSE + 4));
  return carried === undefined
    ? undefined
    : carriedHome(carried as Carried, "    at another thread");
}

registerCrossing<Agent>(KIND.context, {
  revive,
  dispose: ({ heap, handles, slots }, address) => {
    const done = heap.words[address + DONE] as number;
    if (heap.words[address + END] !== 0) {
      slots.discard(heap.words.slice(address + CAUSE, address + CAUSE + 4));
    }
    if (done !== 0) handles.drop(done);
    handles.free(address, CONTEXT_WORDS);
  },
});
