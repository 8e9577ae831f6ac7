// A small model of Go: finds every outcome that a program may have, by searching all states that it can
// be in. It knows nothing of this package, and is itself held to what Go does.
//
// The rules are those of Go's runtime/chan.go and runtime/select.go: a value goes to the receiver that
// has waited longest, else into the buffer, else the sender waits; a select takes any of the cases that
// are ready, else waits for all. (The language leaves open which of those that wait goes first; the
// runtime serves them in order.) Any goroutine that can go on may be the next.

import { type CaseCode, compile, type Instruction } from "./code.ts";
import { fatal, type Outcome, panicked, settled } from "./outcome.ts";
import type { Program } from "./program.ts";
import { type ChannelState, type Entry, State } from "./state.ts";

/** Every outcome that Go allows; undefined where there are more states than `maxStates`. */
export function allowedOutcomes(
  program: Program,
  maxStates: number,
): ReadonlySet<Outcome> | undefined {
  const code = program.goroutines.map(compile);
  const outcomes = new Set<Outcome>();
  const first = new State(program);
  const seen = new Set([first.key()]);
  const open = [first];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    let stuck = true;
    for (const g of program.goroutines.keys()) {
      if (state.doing[g] !== "ready" && state.doing[g] !== "doomed") continue;
      for (const next of new Step(program, code, state, g).results()) {
        stuck = false;
        if (typeof next === "string") outcomes.add(next);
        else {
          const key = next.key();
          if (seen.has(key)) continue;
          if (seen.size >= maxStates) return undefined;
          seen.add(key);
          open.push(next);
        }
      }
    }
    if (stuck) outcomes.add(settledOutcome(state));
  }
  return outcomes;
}

function settledOutcome({ doing, logs }: State): Outcome {
  return settled(doing.every((d) => d === "ended") ? "all ended" : "deadlock", logs);
}

const closedWords = "send on closed channel";

/** The next step of one goroutine, in all the ways that it can go. */
class Step {
  readonly #program: Program;
  readonly #before: State;
  readonly #g: number;
  readonly #instruction: Instruction;

  constructor(
    program: Program,
    code: readonly (readonly Instruction[])[],
    before: State,
    g: number,
  ) {
    this.#program = program;
    this.#before = before;
    this.#g = g;
    this.#instruction = code[g]?.[before.at[g] as number] as Instruction;
  }

  /** The states or outcomes that can follow; none where it must wait without a place in a queue. */
  results(): (State | Outcome)[] {
    if (this.#before.doing[this.#g] === "doomed") return [this.#panic(closedWords)];
    const i = this.#instruction;
    const here = this.#before.at[this.#g] as number;
    switch (i.does) {
      case "send":
        return this.#communicate([{ ...i, label: "", target: here + 1 }], null);
      case "recv":
        return this.#communicate([{ ...i, value: 0, label: "", target: here + 1 }], null);
      case "range":
        return this.#communicate(
          [{ does: "recv", channel: i.channel, value: 0, label: "", target: here }],
          null,
        );
      case "select":
        return this.#communicate(i.cases, i.otherwise);
      case "close":
        return this.#close(i.channel);
      case "len": {
        const length = this.#before.channels[i.channel]?.buffer.length;
        return [this.#next(`len c${i.channel}=${length}`)];
      }
      case "lock":
        return this.#lock(i.mutex);
      case "unlock":
        return this.#unlock(i.mutex);
      case "done":
        return this.#done(i.group);
      case "wait":
        return this.#before.groups[i.group] === 0 ? [this.#next(`wait w${i.group}`)] : [];
      case "go": {
        const state = this.#next();
        state.doing[i.goroutine] = "ready";
        return [state];
      }
      case "log":
        return [this.#next(i.text)];
      case "jump": {
        const state = this.#next();
        state.at[this.#g] = i.target;
        return [state];
      }
      case "end": {
        const state = this.#next("end");
        state.doing[this.#g] = "ended";
        return [state];
      }
    }
  }

  /** The state after this step where it is of this goroutine alone. */
  #next(line?: string): State {
    const state = this.#before.clone();
    state.at[this.#g] = (state.at[this.#g] as number) + 1;
    if (line !== undefined) (state.logs[this.#g] as string[]).push(line);
    return state;
  }

  #panic(message: string): Outcome {
    return panicked(this.#g, message, this.#before.logs[this.#g] as string[]);
  }

  #lock(mutex: number): State[] {
    if (this.#before.locked[mutex]) return [];
    const count = (this.#before.counts[mutex] as number) + 1;
    const state = this.#next(`m${mutex}:${count}`);
    state.locked[mutex] = true;
    state.counts[mutex] = count;
    return [state];
  }

  #unlock(mutex: number): (State | Outcome)[] {
    if (!this.#before.locked[mutex]) return [fatal("sync: unlock of unlocked mutex")];
    const state = this.#next(`unlock m${mutex}`);
    state.locked[mutex] = false;
    return [state];
  }

  #done(group: number): (State | Outcome)[] {
    const count = (this.#before.groups[group] as number) - 1;
    if (count < 0) return [this.#panic("sync: negative WaitGroup counter")];
    const state = this.#next(`done w${group}`);
    state.groups[group] = count;
    return [state];
  }

  #close(channel: number): (State | Outcome)[] {
    const { closed, senders } = this.#before.channels[channel] as ChannelState;
    if (closed) return [this.#panic("close of closed channel")];
    const state = this.#next(`close c${channel}`);
    const c = state.channels[channel] as ChannelState;
    c.closed = true;
    for (const { goroutine, closed: at, label } of [...c.receivers]) {
      state.wake(goroutine, at, `${label}c${channel}=closed`);
    }
    for (const { goroutine } of senders) {
      state.leaveQueues(goroutine);
      state.doing[goroutine] = "doomed";
    }
    return [state];
  }

  // -------------------------------------------------------------------------- sends and receives

  #communicate(cases: readonly CaseCode[], otherwise: number | null): (State | Outcome)[] {
    const ready = cases.filter((c) => this.#isReady(c));
    if (ready.length > 0) return ready.map((c) => this.#complete(c));
    if (otherwise === null) return this.#enqueue(cases);
    const state = this.#before.clone();
    state.at[this.#g] = otherwise;
    return [state];
  }

  #isReady({ does, channel }: CaseCode): boolean {
    if (channel === null) return false;
    const c = this.#before.channels[channel] as ChannelState;
    if (c.closed) return true;
    return does === "send"
      ? c.receivers.length > 0 || c.buffer.length < (this.#program.channels[channel] as number)
      : c.buffer.length > 0 || c.senders.length > 0;
  }

  #complete(chosen: CaseCode): State | Outcome {
    const channel = chosen.channel as number;
    const state = this.#before.clone();
    const c = state.channels[channel] as ChannelState;
    const name = `c${channel}`;
    if (chosen.does === "send") {
      if (c.closed) return this.#panic(closedWords);
      const [receiver] = c.receivers;
      if (receiver === undefined) c.buffer.push(chosen.value);
      else {
        state.wake(receiver.goroutine, receiver.target, `${receiver.label}${name}=${chosen.value}`);
      }
      state.wake(this.#g, chosen.target, `${chosen.label}${name}<-${chosen.value}`);
      return state;
    }
    const [sender] = c.senders;
    let value = c.buffer.shift();
    if (sender !== undefined) {
      if (value === undefined) value = sender.value;
      else c.buffer.push(sender.value);
      state.wake(sender.goroutine, sender.target, `${sender.label}${name}<-${sender.value}`);
    }
    const target = value === undefined ? this.#afterClosed(chosen) : chosen.target;
    state.wake(this.#g, target, `${chosen.label}${name}=${value ?? "closed"}`);
    return state;
  }

  #afterClosed({ target }: CaseCode): number {
    return this.#instruction.does === "range" ? this.#instruction.closed : target;
  }

  /**
   * Waits for all cases. Of several in one queue the first is served, and Go permutes them: so any of
   * them may stand for all.
   */
  #enqueue(cases: readonly CaseCode[]): State[] {
    const queues = new Map<string, CaseCode[]>();
    for (const c of cases) {
      if (c.channel === null) continue;
      const queue = `${c.does} ${c.channel}`;
      queues.set(queue, [...(queues.get(queue) ?? []), c]);
    }
    let choices: CaseCode[][] = [[]];
    for (const same of queues.values()) {
      choices = choices.flatMap((chosen) => same.map((c) => [...chosen, c]));
    }
    return choices.map((chosen) => {
      const state = this.#before.clone();
      state.doing[this.#g] = "waiting";
      for (const c of chosen) {
        const { senders, receivers } = state.channels[c.channel as number] as ChannelState;
        (c.does === "send" ? senders : receivers).push(this.#entry(c));
      }
      return state;
    });
  }

  #entry(c: CaseCode): Entry {
    const { value, label, target } = c;
    return { goroutine: this.#g, value, label, target, closed: this.#afterClosed(c) };
  }
}
