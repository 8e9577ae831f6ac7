// Arithmetic of power series, after Go's test/chan/powser1.go: each operation starts goroutines of its
// own that read its operands and returns at once with the series they fill. A product is a tree of them
// that grows with each term.
//
// In the comments, U = u + x*UU: a series is its first coefficient and the rest.

import { recv, send } from "../../../src/gen.ts";
import { type Both, both, type T } from "../kinds.ts";
import { emptySeries, type Series, type SeriesWords, seriesWords } from "./series.ts";

/** Arithmetic of coefficients. */
export interface Coefficients<C> {
  /** The mark of the end of a series; no operation is asked of it but isFinis. */
  readonly finis: C;
  isFinis(c: C): boolean;
  isZero(c: C): boolean;
  of(numerator: number, denominator?: number): C;
  add(a: C, b: C): C;
  multiply(a: C, b: C): C;
  negate(a: C): C;
  invert(a: C): C;
}

export interface PowerSeries<C> extends Pick<SeriesWords<C>, "get" | "split"> {
  /** c + c*x + c*x^2 ... */
  repeat(c: C): Series<C>;
  /** c + x*U */
  shift(c: C, u: Series<C>): Series<C>;
  add(u: Series<C>, v: Series<C>): Series<C>;
  scale(c: C, u: Series<C>): Series<C>;
  subtract(u: Series<C>, v: Series<C>): Series<C>;
  multiply(u: Series<C>, v: Series<C>): Series<C>;
  differentiate(u: Series<C>): Series<C>;
  integrate(constant: C, u: Series<C>): Series<C>;
  /** (1 + x)^c */
  binomial(c: C): Series<C>;
  /** 1 / U */
  reciprocal(u: Series<C>): Series<C>;
  /** exp(U), with the constant term of U taken for zero. */
  exponential(u: Series<C>): Series<C>;
  /** U(V), with the constant term of V taken for zero. */
  substitute(u: Series<C>, v: Series<C>): Series<C>;
  /** U(c * x^n) */
  substituteMonomial(u: Series<C>, c: C, n: number): Series<C>;
}

export function powerSeries<C>(t: T, k: Coefficients<C>): PowerSeries<C> {
  const { get, get2, put, copy, split, splitInto } = seriesWords<C>(t);
  const { finis } = k;
  const [zero, one] = [k.of(0), k.of(1)];

  function filledBy(filler: Both<[Series<C>]>): Series<C> {
    const z = emptySeries<C>();
    t.go(filler, z);
    return z;
  }

  const repeat = (c: C) =>
    filledBy(
      both(
        async (z) => {
          for (;;) await put.async(c, z);
        },
        function* (z) {
          for (;;) yield* put.generator(c, z);
        },
      ),
    );

  const shift = (c: C, u: Series<C>) =>
    filledBy(
      both(
        async (z) => {
          await put.async(c, z);
          await copy.async(u, z);
        },
        function* (z) {
          yield* put.generator(c, z);
          yield* copy.generator(u, z);
        },
      ),
    );

  const add = (u: Series<C>, v: Series<C>) =>
    filledBy(
      both(
        async (z) => {
          for (;;) {
            await z.request.recv();
            const [a, b] = await get2.async(u, v);
            const [endA, endB] = [k.isFinis(a), k.isFinis(b)];
            await z.term.send(endA ? b : endB ? a : k.add(a, b));
            if (endA || endB) return copy.async(endA ? v : u, z);
          }
        },
        function* (z) {
          for (;;) {
            yield* recv(z.request);
            const [a, b] = yield* get2.generator(u, v);
            const [endA, endB] = [k.isFinis(a), k.isFinis(b)];
            yield* send(z.term, endA ? b : endB ? a : k.add(a, b));
            if (endA || endB) return yield* copy.generator(endA ? v : u, z);
          }
        },
      ),
    );

  const scale = (c: C, u: Series<C>) =>
    filledBy(
      both(
        async (z) => {
          for (;;) {
            await z.request.recv();
            const a = await get.async(u);
            if (k.isFinis(a)) break;
            await z.term.send(k.multiply(c, a));
          }
          await z.term.send(finis);
        },
        function* (z) {
          for (;;) {
            yield* recv(z.request);
            const a = yield* get.generator(u);
            if (k.isFinis(a)) break;
            yield* send(z.term, k.multiply(c, a));
          }
          yield* send(z.term, finis);
        },
      ),
    );

  const subtract = (u: Series<C>, v: Series<C>) => add(u, scale(k.negate(one), v));

  // U*V = u*v + x*(u*VV + v*UU) + x*x*UU*VV
  function rest(a: C, b: C, u: Series<C>, v: Series<C>) {
    const [u1, u2] = split(u);
    const [v1, v2] = split(v);
    return { cross: add(scale(a, v1), scale(b, u1)), product: () => multiply(u2, v2) };
  }
  const multiply = (u: Series<C>, v: Series<C>): Series<C> =>
    filledBy(
      both(
        async (z) => {
          await z.request.recv();
          const [a, b] = await get2.async(u, v);
          if (k.isFinis(a) || k.isFinis(b)) return z.term.send(finis);
          await z.term.send(k.multiply(a, b));
          const { cross, product } = rest(a, b, u, v);
          await z.request.recv();
          await z.term.send(await get.async(cross));
          await copy.async(add(cross, product()), z);
        },
        function* (z) {
          yield* recv(z.request);
          const [a, b] = yield* get2.generator(u, v);
          if (k.isFinis(a) || k.isFinis(b)) return yield* send(z.term, finis);
          yield* send(z.term, k.multiply(a, b));
          const { cross, product } = rest(a, b, u, v);
          yield* recv(z.request);
          yield* send(z.term, yield* get.generator(cross));
          yield* copy.generator(add(cross, product()), z);
        },
      ),
    );

  const differentiate = (u: Series<C>) =>
    filledBy(
      both(
        async (z) => {
          await z.request.recv();
          let a = await get.async(u);
          for (let i = 1; !k.isFinis(a); i++) {
            a = await get.async(u);
            if (k.isFinis(a)) break;
            await z.term.send(k.multiply(k.of(i), a));
            await z.request.recv();
          }
          await z.term.send(finis);
        },
        function* (z) {
          yield* recv(z.request);
          let a = yield* get.generator(u);
          for (let i = 1; !k.isFinis(a); i++) {
            a = yield* get.generator(u);
            if (k.isFinis(a)) break;
            yield* send(z.term, k.multiply(k.of(i), a));
            yield* recv(z.request);
          }
          yield* send(z.term, finis);
        },
      ),
    );

  const integrate = (constant: C, u: Series<C>) =>
    filledBy(
      both(
        async (z) => {
          await put.async(constant, z);
          for (let i = 1; ; i++) {
            await z.request.recv();
            const a = await get.async(u);
            if (k.isFinis(a)) break;
            await z.term.send(k.multiply(k.of(1, i), a));
          }
          await z.term.send(finis);
        },
        function* (z) {
          yield* put.generator(constant, z);
          for (let i = 1; ; i++) {
            yield* recv(z.request);
            const a = yield* get.generator(u);
            if (k.isFinis(a)) break;
            yield* send(z.term, k.multiply(k.of(1, i), a));
          }
          yield* send(z.term, finis);
        },
      ),
    );

  function* binomialTerms(c: C): Generator<C, void> {
    let [term, exponent] = [one, c];
    for (let n = 1; !k.isZero(term); n++) {
      yield term;
      term = k.multiply(k.multiply(term, exponent), k.of(1, n));
      exponent = k.add(exponent, k.negate(one));
    }
    yield finis;
  }
  const binomial = (c: C) =>
    filledBy(
      both(
        async (z) => {
          for (const term of binomialTerms(c)) await put.async(term, z);
        },
        function* (z) {
          for (const term of binomialTerms(c)) yield* put.generator(term, z);
        },
      ),
    );

  // Z = 1/U: z = 1/u, and ZZ = -UU*(z + x*ZZ)/u, which feeds on itself.
  function restOfReciprocal(z0: C, u: Series<C>): Series<C> {
    const [fed, out] = [emptySeries<C>(), emptySeries<C>()];
    splitInto(multiply(scale(k.negate(z0), u), shift(z0, fed)), [fed, out]);
    return out;
  }
  const reciprocal = (u: Series<C>) =>
    filledBy(
      both(
        async (z) => {
          await z.request.recv();
          const z0 = k.invert(await get.async(u));
          await z.term.send(z0);
          await copy.async(restOfReciprocal(z0, u), z);
        },
        function* (z) {
          yield* recv(z.request);
          const z0 = k.invert(yield* get.generator(u));
          yield* send(z.term, z0);
          yield* copy.generator(restOfReciprocal(z0, u), z);
        },
      ),
    );

  // Z = exp(U) where Z' = Z*U': it is its own integrand.
  const exponential = (u: Series<C>) => {
    const [fed, out] = [emptySeries<C>(), emptySeries<C>()];
    splitInto(integrate(one, multiply(fed, differentiate(u))), [fed, out]);
    return out;
  };

  // U(V) = u + VV*UU(V), times x
  const substitute = (u: Series<C>, v: Series<C>): Series<C> => {
    const [head, tail] = split(v);
    return filledBy(
      both(
        async (z) => {
          await z.request.recv();
          const a = await get.async(u);
          await z.term.send(a);
          if (k.isFinis(a)) return;
          if (k.isFinis(await get.async(head))) return put.async(finis, z);
          await copy.async(multiply(head, substitute(u, tail)), z);
        },
        function* (z) {
          yield* recv(z.request);
          const a = yield* get.generator(u);
          yield* send(z.term, a);
          if (k.isFinis(a)) return;
          if (k.isFinis(yield* get.generator(head))) return yield* put.generator(finis, z);
          yield* copy.generator(multiply(head, substitute(u, tail)), z);
        },
      ),
    );
  };

  const substituteMonomial = (u: Series<C>, c: C, n: number) =>
    filledBy(
      both(
        async (z) => {
          for (let power = one; ; power = k.multiply(power, c)) {
            await z.request.recv();
            const a = await get.async(u);
            if (k.isFinis(a)) return z.term.send(finis);
            await z.term.send(k.multiply(a, power));
            for (let i = 1; i < n; i++) await put.async(zero, z);
          }
        },
        function* (z) {
          for (let power = one; ; power = k.multiply(power, c)) {
            yield* recv(z.request);
            const a = yield* get.generator(u);
            if (k.isFinis(a)) return yield* send(z.term, finis);
            yield* send(z.term, k.multiply(a, power));
            for (let i = 1; i < n; i++) yield* put.generator(zero, z);
          }
        },
      ),
    );

  return {
    ...{ get, split, repeat, shift, add, scale, subtract, multiply, differentiate, integrate },
    ...{ binomial, reciprocal, exponential, substitute, substituteMonomial },
  };
}
