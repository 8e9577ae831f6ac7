// A program's goroutines as lists of instructions with jumps, for the model: where a goroutine stands is
// then one number.

import type { ChannelRef, Statement } from "./program.ts";

export interface CaseCode {
  readonly does: "send" | "recv";
  readonly channel: ChannelRef;
  readonly value: number;
  /** What goes into the log before what was received. */
  readonly label: string;
  /** Where it goes on when the case was chosen. */
  readonly target: number;
}

/** Statements that are instructions as they are. */
type Simple = Exclude<Statement, { does: "range" | "select" | "locked" | "gosched" }>;

export type Instruction =
  | Simple
  /** Receives; goes on at `closed` where the channel is closed, and comes again where not. */
  | { readonly does: "range"; readonly channel: number; readonly closed: number }
  | {
      readonly does: "select";
      readonly cases: readonly CaseCode[];
      /** Where it goes on by default; null where it has no default. */
      readonly otherwise: number | null;
    }
  | { readonly does: "lock"; readonly mutex: number }
  | { readonly does: "log"; readonly text: string }
  | { readonly does: "jump"; readonly target: number }
  | { readonly does: "end" };

/** The instructions of a goroutine. */
export function compile(statements: readonly Statement[]): Instruction[] {
  const code: Instruction[] = [];
  for (const statement of statements) append(code, statement);
  code.push({ does: "end" });
  return code;
}

function append(code: Instruction[], s: Statement): void {
  switch (s.does) {
    case "range":
      code.push({ does: "range", channel: s.channel, closed: code.length + 1 });
      return;
    case "select":
      appendSelect(code, s);
      return;
    case "locked":
      code.push({ does: "lock", mutex: s.mutex });
      for (const inner of s.body) append(code, inner);
      code.push({ does: "unlock", mutex: s.mutex });
      return;
    case "gosched":
      return; // any may go on at any point
    default:
      code.push(s);
  }
}

function appendSelect(code: Instruction[], s: Extract<Statement, { does: "select" }>): void {
  const at = code.length;
  const jumps: number[] = [];
  code.push({ does: "end" });
  const appendBody = (body: readonly Statement[]) => {
    for (const inner of body) append(code, inner);
    jumps.push(code.length);
    code.push({ does: "end" });
  };
  const cases = s.cases.map((c, i): CaseCode => {
    const target = code.length;
    appendBody(c.body);
    return { ...c, label: `#${i} `, target };
  });
  let otherwise: number | null = null;
  if (s.otherwise !== null) {
    otherwise = code.length;
    code.push({ does: "log", text: "default" });
    appendBody(s.otherwise);
  }
  code[at] = { does: "select", cases, otherwise };
  for (const jump of jumps) code[jump] = { does: "jump", target: code.length };
}
