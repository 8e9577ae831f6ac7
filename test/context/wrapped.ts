// Contexts of other kinds, as a user may write them.

import { type Context, chan, go, type RecvChan } from "../../src/index.ts";

/** Passes on all that it wraps: Go's otherContext. */
export class Wrapped implements Context {
  readonly inner: Context;

  constructor(inner: Context) {
    this.inner = inner;
  }

  deadline(): number | undefined {
    return this.inner.deadline();
  }

  done(): RecvChan<never> {
    return this.inner.done();
  }

  err(): Error | undefined {
    return this.inner.err();
  }

  value(key: unknown): unknown {
    return this.inner.value(key);
  }

  get signal(): AbortSignal {
    return this.inner.signal;
  }
}

/** Shows a done channel of its own, and so must not be bypassed: Go's myDoneCtx. */
export class OwnDone extends Wrapped {
  readonly #done = chan<never>();
  #err: Error | undefined;

  override done(): RecvChan<never> {
    return this.#done;
  }

  override err(): Error | undefined {
    return this.#err;
  }

  end(error: Error): void {
    this.#err = error;
    this.#done.close();
  }
}

/** Knows how to call functions after it: Go's afterFuncContext. */
export class WithAfterFunc extends Wrapped {
  readonly functions = new Set<() => void>();
  // Never closed: who watched it instead of asking afterFunc would wait for ever.
  readonly #done = chan<never>();
  #err: Error | undefined;

  override done(): RecvChan<never> {
    return this.#done;
  }

  override err(): Error | undefined {
    return this.#err;
  }

  afterFunc(f: () => void): () => boolean {
    this.functions.add(f);
    return () => this.functions.delete(f);
  }

  end(error: Error): void {
    this.#err = error;
    for (const f of this.functions) go(f);
    this.functions.clear();
  }
}
