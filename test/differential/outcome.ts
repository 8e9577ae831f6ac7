// What came of a run of a program, as text: how it ended and what was observed until then.
//
// A panic and a fatal error end the process while others are anywhere, so of those only what is certain
// is told: the message, and of a panic who panicked and what that goroutine had observed.

/** The text of an outcome; two runs had the same outcome where these are equal. */
export type Outcome = string;

/** Go ends a process so, past all recovering, where an unlocked mutex is unlocked. */
const FATAL_MESSAGES: readonly string[] = ["sync: unlock of unlocked mutex"];

/** All have ended, or wait for ever. `logs` has a list of lines for each goroutine. */
export function settled(
  how: "all ended" | "deadlock",
  logs: readonly (readonly string[])[],
): Outcome {
  return [how, ...logs.map((log, g) => `  g${g}: ${log.join(", ")}`)].join("\n");
}

/** A goroutine has panicked. */
export function panicked(goroutine: number, message: string, log: readonly string[]): Outcome {
  if (FATAL_MESSAGES.includes(message)) return fatal(message);
  return `panic: ${message}\n  g${goroutine}: ${log.join(", ")}`;
}

export function fatal(message: string): Outcome {
  return `fatal error: ${message}`;
}
