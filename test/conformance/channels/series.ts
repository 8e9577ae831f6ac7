// Series as channels of coefficients, after Doug McIlroy's "Squinting at Power Series", as Go's
// test/chan/powser1.go has them: how terms are given, taken, and split.
//
// Invariants:
// - A term is asked for on one channel and comes on another, so none is made before it is wanted.
// - The end of a series is a term, `finis`, which comes once.
// - A series has one reader; `split` makes two of one, which may read at different speeds.

import { recv, select, send } from "../../../src/gen.ts";
import {
  type Chan,
  type RecvCase,
  type RecvChan,
  recv as recvCase,
  type SelectEvent,
  type SendCase,
  select as selectAsync,
  send as sendCase,
} from "../../../src/index.ts";
import { type Both, both, type T } from "../kinds.ts";
import { chan } from "../medium.ts";

/** A series: ask on `request`, and the next term comes on `term`. */
export interface Series<C> {
  readonly request: Chan<true>;
  readonly term: Chan<C>;
}

/** A series without a goroutine that fills it yet. */
export function emptySeries<C>(): Series<C> {
  return { request: chan(), term: chan() };
}

/** What comes of waiting for a term of each of two. */
type TwoTerms<C> = SelectEvent<{
  askU: SendCase;
  askV: SendCase;
  termU: RecvCase<C>;
  termV: RecvCase<C>;
}>;

/** What can be done with series of coefficients of type C. */
export interface SeriesWords<C> {
  /** Takes the next term. */
  readonly get: Both<[Series<C>], C>;
  /** Takes the next term of each of two, in whatever order they come. */
  readonly get2: Both<[Series<C>, Series<C>], [C, C]>;
  /** Gives the next term. */
  readonly put: Both<[C, Series<C>]>;
  /** Gives the terms of the one as those of the other, without end. */
  readonly copy: Both<[Series<C>, Series<C>]>;
  /** Two series with the terms of one. */
  split(u: Series<C>): [Series<C>, Series<C>];
  /** Has two series give the terms of one. */
  splitInto(u: Series<C>, out: readonly [Series<C>, Series<C>]): void;
}

/** The words, with goroutines started by `t`. */
export function seriesWords<C>(t: T): SeriesWords<C> {
  const get: Both<[Series<C>], C> = both(
    async (u) => {
      await u.request.send(true);
      return (await u.term.recv()) as C;
    },
    function* (u) {
      yield* send(u.request, true);
      return (yield* recv(u.term)) as C;
    },
  );

  const get2: Both<[Series<C>, Series<C>], [C, C]> = both(
    async (u, v) => {
      let askU: Chan<true> | null = u.request;
      let askV: Chan<true> | null = v.request;
      let termU: Chan<C> | null = null;
      let termV: Chan<C> | null = null;
      const terms: C[] = [];
      for (let n = 4; n > 0; n--) {
        const event: TwoTerms<C> = await selectAsync({
          askU: sendCase(askU, true),
          askV: sendCase(askV, true),
          termU: recvCase<C>(termU),
          termV: recvCase<C>(termV),
        });
        if (event.case === "askU") [askU, termU] = [null, u.term];
        else if (event.case === "askV") [askV, termV] = [null, v.term];
        else if (event.case === "termU") [terms[0], termU] = [event.value as C, null];
        else [terms[1], termV] = [event.value as C, null];
      }
      return terms as [C, C];
    },
    function* (u, v) {
      let askU: Chan<true> | null = u.request;
      let askV: Chan<true> | null = v.request;
      let termU: Chan<C> | null = null;
      let termV: Chan<C> | null = null;
      const terms: C[] = [];
      for (let n = 4; n > 0; n--) {
        const event: TwoTerms<C> = yield* select({
          askU: send(askU, true),
          askV: send(askV, true),
          termU: recv<C>(termU),
          termV: recv<C>(termV),
        });
        if (event.case === "askU") [askU, termU] = [null, u.term];
        else if (event.case === "askV") [askV, termV] = [null, v.term];
        else if (event.case === "termU") [terms[0], termU] = [event.value as C, null];
        else [terms[1], termV] = [event.value as C, null];
      }
      return terms as [C, C];
    },
  );

  const put: Both<[C, Series<C>]> = both(
    async (c, z) => {
      await z.request.recv();
      await z.term.send(c);
    },
    function* (c, z) {
      yield* recv(z.request);
      yield* send(z.term, c);
    },
  );

  const copy: Both<[Series<C>, Series<C>]> = both(
    async (u, z) => {
      for (;;) {
        await z.request.recv();
        await z.term.send(await get.async(u));
      }
    },
    function* (u, z) {
      for (;;) {
        yield* recv(z.request);
        yield* send(z.term, yield* get.generator(u));
      }
    },
  );

  // One goroutine a term: it is made at the first demand and ends when both have had the term. The
  // newest one serves the reader that is ahead, `fast`; the one before it says by `wait` that `slow` has
  // had all before, and may be served too.
  type Splitter = Both<[Series<C>, Series<C>, Series<C>, RecvChan<true>]>;
  const splitTerm: Splitter = both(
    async (u, first, second, wait) => {
      let [fast, slow] = [first, second];
      let level = false;
      const asked = await selectAsync({ fast: recvCase(fast.request), level: recvCase(wait) });
      if (asked.case === "level") {
        level = true;
        const { case: ahead } = await selectAsync({
          fast: recvCase(fast.request),
          slow: recvCase(slow.request),
        });
        if (ahead === "slow") [fast, slow] = [slow, fast];
      }
      await u.request.send(true);
      const release = chan<true>();
      t.go(splitTerm, u, fast, slow, release);
      const term = (await u.term.recv()) as C;
      await fast.term.send(term);
      if (!level) await wait.recv();
      await slow.request.recv();
      await slow.term.send(term);
      await release.send(true);
    },
    function* (u, first, second, wait) {
      let [fast, slow] = [first, second];
      let level = false;
      const asked = yield* select({ fast: recv(fast.request), level: recv(wait) });
      if (asked.case === "level") {
        level = true;
        const { case: ahead } = yield* select({
          fast: recv(fast.request),
          slow: recv(slow.request),
        });
        if (ahead === "slow") [fast, slow] = [slow, fast];
      }
      yield* send(u.request, true);
      const release = chan<true>();
      t.go(splitTerm, u, fast, slow, release);
      const term = (yield* recv(u.term)) as C;
      yield* send(fast.term, term);
      if (!level) yield* recv(wait);
      yield* recv(slow.request);
      yield* send(slow.term, term);
      yield* send(release, true);
    },
  );

  const splitInto: SeriesWords<C>["splitInto"] = (u, [first, second]) => {
    const level = chan<true>(1);
    level.trySend(true);
    t.go(splitTerm, u, first, second, level);
  };

  const split: SeriesWords<C>["split"] = (u) => {
    const out: [Series<C>, Series<C>] = [emptySeries(), emptySeries()];
    splitInto(u, out);
    return out;
  };

  return { get, get2, put, copy, split, splitInto };
}
