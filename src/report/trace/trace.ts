/**
 * What was seen of a cluster for a while: who was what when, which messages went from whom to whom, and what
 * was done to it from outside.
 *
 * Invariant: times are milliseconds of one clock; a node is in one role at a time, and `roles` of a node do
 * not overlap.
 */

/** A pre-candidate asks whether it would be elected, and has not yet raised its term (thesis 9.6). */
export type TraceRole = "follower" | "preCandidate" | "candidate" | "leader" | "down";

export interface RoleSpan {
  readonly node: number;
  readonly role: TraceRole;
  readonly term: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TraceMessage {
  readonly from: number;
  readonly to: number;
  readonly sentMs: number;
  /** Null where it did not arrive. */
  readonly arrivedMs: number | null;
  readonly kind: string;
  readonly term: number;
  /** In the words of a transcript. */
  readonly text: string;
}

export interface TraceMark {
  readonly node: number;
  readonly ms: number;
  readonly text: string;
}

export interface Trace {
  readonly title: string;
  readonly seed: number;
  readonly nodes: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly roles: readonly RoleSpan[];
  readonly messages: readonly TraceMessage[];
  readonly marks: readonly TraceMark[];
}

/** Nothing else happened in such a long time that a drawing may leave the middle of it out. */
const QUIET_MS = 28;

/** The trace from one moment to another; what lies across a border is cut there. */
export function windowOf(trace: Trace, fromMs: number, toMs: number): Trace {
  const inside = (ms: number) => ms >= fromMs && ms <= toMs;
  return {
    ...trace,
    fromMs,
    toMs,
    roles: trace.roles
      .filter((span) => span.toMs > fromMs && span.fromMs < toMs)
      .map((span) => ({
        ...span,
        fromMs: Math.max(fromMs, span.fromMs),
        toMs: Math.min(toMs, span.toMs),
      })),
    messages: trace.messages.filter(
      ({ sentMs, arrivedMs }) => inside(sentMs) && (arrivedMs === null || inside(arrivedMs)),
    ),
    marks: trace.marks.filter(({ ms }) => inside(ms)),
  };
}

/** How long a drawing of the trace may shorten its pauses: each moment, and where it is drawn. */
export function withoutPauses(trace: Trace): (ms: number) => number {
  const moments = [
    trace.fromMs,
    trace.toMs,
    ...trace.roles.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
    ...trace.messages.flatMap(({ sentMs, arrivedMs }) =>
      arrivedMs === null ? [sentMs] : [sentMs, arrivedMs],
    ),
    ...trace.marks.map(({ ms }) => ms),
  ]
    .filter((ms) => ms >= trace.fromMs && ms <= trace.toMs)
    .sort((a, b) => a - b);
  const places: { readonly ms: number; readonly at: number }[] = [];
  for (const ms of moments) {
    const last = places.at(-1);
    const gap = last === undefined ? 0 : ms - last.ms;
    places.push({ ms, at: (last?.at ?? 0) + Math.min(gap, QUIET_MS) });
  }
  return (ms) => {
    const after = places.find((place) => place.ms >= ms) ?? places.at(-1);
    const before = places.findLast((place) => place.ms <= ms) ?? places[0];
    if (after === undefined || before === undefined) return 0;
    if (after.ms === before.ms) return before.at;
    return before.at + ((ms - before.ms) / (after.ms - before.ms)) * (after.at - before.at);
  };
}
