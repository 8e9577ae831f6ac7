// Client sessions: each command takes effect once (Raft paper section 8, thesis 6.3).

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  admitCommand,
  imageOfSessions,
  newSessions,
  OptionError,
  registerSession,
  respond,
  restoreSessions,
  type Sessions,
} from "../../../src/raft/rules/index.ts";

/** Applies a command as a state machine would, and says what the client hears. */
function apply(
  sessions: Sessions<string>,
  session: number,
  serial: number,
  firstUnacknowledged: number,
  execute: () => string = () => `did ${serial}`,
): string {
  const command = { session, serial, firstUnacknowledged };
  const admission = admitCommand(sessions, command);
  if (admission.kind === "repeated") return `again: ${admission.response}`;
  if (admission.kind !== "execute") return admission.kind;
  const response = execute();
  respond(sessions, command, response);
  return response;
}

describe("thesis 6.3: sessions", () => {
  it("a command that stands in the log twice is executed once, and answered twice the same", () => {
    const sessions = newSessions<string>(10, 10);
    const session = registerSession(sessions, 5);
    let executed = 0;
    const lock = (): string => (++executed === 1 ? "locked" : "taken");
    expect(apply(sessions, session, 1, 0, lock)).toBe("locked");
    expect(apply(sessions, session, 1, 0, lock)).toBe("again: locked");
    expect(executed).toBe(1);
  });

  it("commands may be under way at once and come in any order", () => {
    const sessions = newSessions<string>(10, 10);
    const session = registerSession(sessions, 5);
    expect([2, 1, 3, 2, 1].map((serial) => apply(sessions, session, serial, 1))).toEqual([
      "did 2",
      "did 1",
      "did 3",
      "again: did 2",
      "again: did 1",
    ]);
  });

  it("responses that the client has are discarded, and their commands not executed again", () => {
    const sessions = newSessions<string>(10, 10);
    const session = registerSession(sessions, 5);
    for (const serial of [1, 2, 3]) apply(sessions, session, serial, 1);
    expect(apply(sessions, session, 4, 3)).toBe("did 4");
    expect(imageOfSessions(sessions).sessions[0]?.responses.map(([serial]) => serial)).toEqual([
      3, 4,
    ]);
    expect(apply(sessions, session, 2, 1)).toBe("acknowledged");
    expect(apply(sessions, session, 3, 1)).toBe("again: did 3");
  });

  it("a session that is not registered, or not any more, executes nothing", () => {
    const sessions = newSessions<string>(2, 10);
    expect(apply(sessions, 1, 1, 0)).toBe("expired");
    for (const index of [5, 6, 7]) registerSession(sessions, index);
    expect([5, 6, 7].map((session) => apply(sessions, session, 1, 0))).toEqual([
      "expired",
      "did 1",
      "did 1",
    ]);
  });

  it("the session that goes is the one unused for longest", () => {
    const sessions = newSessions<string>(2, 10);
    registerSession(sessions, 5);
    registerSession(sessions, 6);
    apply(sessions, 5, 1, 0);
    registerSession(sessions, 7);
    expect([5, 6, 7].map((session) => apply(sessions, session, 2, 0))).toEqual([
      "did 2",
      "expired",
      "did 2",
    ]);
  });

  it("a client that acknowledges nothing is stopped at its limit", () => {
    const sessions = newSessions<string>(10, 2);
    const session = registerSession(sessions, 5);
    expect([1, 2, 3].map((serial) => apply(sessions, session, serial, 1))).toEqual([
      "did 1",
      "did 2",
      "crowded",
    ]);
    expect(apply(sessions, session, 3, 2)).toBe("did 3");
  });

  it("an answer of undefined is an answer", () => {
    const sessions = newSessions<undefined>(10, 10);
    const session = registerSession(sessions, 5);
    const command = { session, serial: 1, firstUnacknowledged: 0 };
    respond(sessions, command, undefined);
    expect(admitCommand(sessions, command)).toEqual({ kind: "repeated", response: undefined });
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses %d for a limit", (limit) => {
    expect(() => newSessions(limit, 1)).toThrow(OptionError);
    expect(() => newSessions(1, limit)).toThrow(OptionError);
  });
});

type Step = { session: number; serial: number; acknowledged: number } | "register";

const steps = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constant("register" as const) },
    {
      weight: 6,
      arbitrary: fc.record({
        session: fc.integer({ min: 1, max: 12 }),
        serial: fc.integer({ min: 1, max: 8 }),
        acknowledged: fc.integer({ min: 0, max: 8 }),
      }),
    },
  ),
  { maxLength: 80 },
);

describe("whatever stands in the log", () => {
  it("no command is executed twice", () => {
    fc.assert(
      fc.property(steps, (log) => {
        const sessions = newSessions<string>(3, 4);
        const executed = new Set<string>();
        log.forEach((step: Step, i) => {
          if (step === "register") {
            registerSession(sessions, i + 1);
            return;
          }
          const { session, serial, acknowledged } = step;
          apply(sessions, session, serial, acknowledged, () => {
            const name = `${session}/${serial}`;
            expect(executed.has(name)).toBe(false);
            executed.add(name);
            return name;
          });
        });
      }),
      { numRuns: 500 },
    );
  });

  it("a node that restores a snapshot half way answers as one that applied everything", () => {
    fc.assert(
      fc.property(steps, fc.nat(80), (log, half) => {
        const whole = newSessions<string>(3, 4);
        let restored = newSessions<string>(3, 4);
        log.forEach((step: Step, i) => {
          if (i === half) {
            const image = JSON.parse(JSON.stringify(imageOfSessions(restored)));
            restored = newSessions<string>(3, 4);
            registerSession(restored, 999);
            restoreSessions(restored, image);
          }
          const heard = [whole, restored].map((sessions) =>
            step === "register"
              ? registerSession(sessions, i + 1)
              : apply(sessions, step.session, step.serial, step.acknowledged),
          );
          expect(heard[1]).toEqual(heard[0]);
        });
      }),
      { numRuns: 500 },
    );
  });
});
