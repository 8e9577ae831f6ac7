// What a random program is: a description from which the same program is printed as Go, printed and run
// as TypeScript, and explored by the model.
//
// Invariants:
// - All goroutines that no statement starts are started first, in order; then the program waits for all.
// - Every value sent is another one, so that a value that is lost or doubled shows.
// - What a goroutine observes is its log: a line for each operation that completed, with what came of it.

/** A channel by its number, or a nil channel. */
export type ChannelRef = number | null;

export interface SelectCase {
  readonly does: "send" | "recv";
  readonly channel: ChannelRef;
  /** What it sends. */
  readonly value: number;
  readonly body: readonly Statement[];
}

export type Statement =
  | { readonly does: "send"; readonly channel: number; readonly value: number }
  | { readonly does: "recv"; readonly channel: number }
  /** Receives until the channel is closed. */
  | { readonly does: "range"; readonly channel: number }
  | { readonly does: "close"; readonly channel: number }
  | { readonly does: "len"; readonly channel: number }
  | {
      readonly does: "select";
      readonly cases: readonly SelectCase[];
      /** What it does by default; null where it has no default. */
      readonly otherwise: readonly Statement[] | null;
    }
  /** Locks, counts how often that was done, runs the body, and unlocks. */
  | { readonly does: "locked"; readonly mutex: number; readonly body: readonly Statement[] }
  | { readonly does: "unlock"; readonly mutex: number }
  | { readonly does: "done"; readonly group: number }
  | { readonly does: "wait"; readonly group: number }
  | { readonly does: "gosched" }
  | { readonly does: "go"; readonly goroutine: number };

export interface Program {
  /** The capacity of each channel. */
  readonly channels: readonly number[];
  /** How many mutexes there are. */
  readonly mutexes: number;
  /** What each WaitGroup counts at the start. */
  readonly groups: readonly number[];
  readonly goroutines: readonly (readonly Statement[])[];
}

/** The statements of a list, and all within them. */
export function* allStatements(statements: readonly Statement[]): Generator<Statement, void> {
  for (const statement of statements) {
    yield statement;
    if (statement.does === "locked") yield* allStatements(statement.body);
    if (statement.does !== "select") continue;
    for (const { body } of statement.cases) yield* allStatements(body);
    yield* allStatements(statement.otherwise ?? []);
  }
}

/** The goroutines that no statement starts. */
export function startedFirst({ goroutines }: Program): number[] {
  const started = new Set<number>();
  for (const statement of allStatements(goroutines.flat())) {
    if (statement.does === "go") started.add(statement.goroutine);
  }
  return [...goroutines.keys()].filter((g) => !started.has(g));
}
