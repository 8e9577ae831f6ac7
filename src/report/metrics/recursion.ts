/**
 * Which functions of a file take part in a cycle of calls, told by names alone.
 *
 * A bare call `f()` means the function named `f` that is declared innermost around the call. A call
 * `this.f()` means the method `f` of the class around it, as do `self.f()` in Python, `s.f()` on
 * Go's receiver `s`, and `Class.f()` on the class's own name. Calls through variables, other
 * objects and other files are not followed. What an anonymous function calls, the nearest named
 * function around it calls: it is part of that function's text.
 */

import type { Method } from "./language.ts";

/** A call as written: `receiver.name()` or `name()`. */
export interface Call {
  readonly name: string;
  readonly receiver: string | undefined;
}

/** What must be known of a function to find cycles. */
export interface Caller<Self> {
  readonly name: string | undefined;
  readonly method: Method | undefined;
  /** The function that this one is written in. */
  readonly enclosing: Self | undefined;
  readonly calls: readonly Call[];
}

/** The functions among `functions` from which a chain of calls leads back to themselves. */
export function recursiveAmong<F extends Caller<F>>(functions: readonly F[]): Set<F> {
  const callees = new Map<F, Set<F>>(functions.map((caller) => [caller, new Set<F>()]));
  for (const writer of functions) {
    const caller = namedAround(writer);
    if (caller === undefined) continue;
    for (const call of writer.calls) {
      const callee = resolve(call, writer, functions);
      if (callee !== undefined) callees.get(caller)?.add(callee);
    }
  }
  return new Set(functions.filter((start) => leadsBack(start, callees)));
}

function namedAround<F extends Caller<F>>(writer: F): F | undefined {
  let caller: F | undefined = writer;
  while (caller !== undefined && caller.name === undefined) caller = caller.enclosing;
  return caller;
}

function resolve<F extends Caller<F>>(call: Call, writer: F, all: readonly F[]): F | undefined {
  if (call.receiver === undefined) return innermostNamed(call.name, writer, all);
  for (let around: F | undefined = writer; around !== undefined; around = around.enclosing) {
    const owner = around.method?.owner;
    if (owner === undefined) continue;
    if (call.receiver !== around.method?.self && call.receiver !== owner) continue;
    return all.find((other) => other.method?.owner === owner && other.name === call.name);
  }
  return undefined;
}

function innermostNamed<F extends Caller<F>>(
  name: string,
  writer: F,
  all: readonly F[],
): F | undefined {
  for (let scope: F | undefined = writer; ; scope = scope.enclosing) {
    const found = all.find(
      (other) => other.name === name && other.method === undefined && other.enclosing === scope,
    );
    if (found !== undefined || scope === undefined) return found;
  }
}

function leadsBack<F>(start: F, callees: ReadonlyMap<F, ReadonlySet<F>>): boolean {
  const reached = new Set<F>();
  const pending = [start];
  for (let caller = pending.pop(); caller !== undefined; caller = pending.pop()) {
    for (const callee of callees.get(caller) ?? []) {
      if (callee === start) return true;
      if (!reached.has(callee)) {
        reached.add(callee);
        pending.push(callee);
      }
    }
  }
  return false;
}
