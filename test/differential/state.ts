// A state of the model: all that a run of a program depends on from there on, and what was observed.
//
// Invariants, as in Go's runtime/chan.go:
// - A goroutine waits on channels by an entry in a queue each; when one of them is served all leave.
// - Where a queue holds an entry, nobody could be served otherwise.

import type { Program } from "./program.ts";
import { startedFirst } from "./program.ts";

/** What a goroutine is doing; a doomed one panics as soon as it goes on. */
export type Doing = "ready" | "waiting" | "doomed" | "ended" | "not started";

/** A wait of a goroutine on a channel. */
export interface Entry {
  readonly goroutine: number;
  /** What it sends. */
  readonly value: number;
  /** What goes into its log before the channel's name. */
  readonly label: string;
  /** Where it goes on. */
  readonly target: number;
  /** Where it goes on when it is woken by a close. */
  readonly closed: number;
}

export interface ChannelState {
  buffer: number[];
  senders: Entry[];
  receivers: Entry[];
  closed: boolean;
}

export class State {
  at: number[];
  doing: Doing[];
  logs: string[][];
  channels: ChannelState[];
  locked: boolean[];
  /** How often each mutex was locked with a count. */
  counts: number[];
  groups: number[];

  constructor(program: Program) {
    const first = new Set(startedFirst(program));
    this.at = program.goroutines.map(() => 0);
    this.doing = program.goroutines.map((_, g) => (first.has(g) ? "ready" : "not started"));
    this.logs = program.goroutines.map(() => []);
    this.channels = program.channels.map(() => ({
      buffer: [],
      senders: [],
      receivers: [],
      closed: false,
    }));
    this.locked = Array<boolean>(program.mutexes).fill(false);
    this.counts = Array<number>(program.mutexes).fill(0);
    this.groups = [...program.groups];
  }

  clone(): State {
    const copy: State = Object.create(State.prototype) as State;
    copy.at = [...this.at];
    copy.doing = [...this.doing];
    copy.logs = this.logs.map((log) => [...log]);
    copy.channels = this.channels.map(({ buffer, senders, receivers, closed }) => ({
      buffer: [...buffer],
      senders: [...senders],
      receivers: [...receivers],
      closed,
    }));
    copy.locked = [...this.locked];
    copy.counts = [...this.counts];
    copy.groups = [...this.groups];
    return copy;
  }

  /** A text that is equal for equal states alone. */
  key(): string {
    const queue = (entries: readonly Entry[]) =>
      entries.map((e) => `${e.goroutine}/${e.value}/${e.target}/${e.label}`).join();
    const channels = this.channels.map((c) =>
      [c.buffer.join(), queue(c.senders), queue(c.receivers), c.closed].join(";"),
    );
    return [
      ...[this.at.join(), this.doing.join(), channels.join("|")],
      ...[this.locked.join(), this.counts.join(), this.groups.join()],
      this.logs.map((log) => log.join(",")).join("|"),
    ].join("!");
  }

  /** Takes a goroutine out of all queues. */
  leaveQueues(goroutine: number): void {
    for (const channel of this.channels) {
      channel.senders = channel.senders.filter((e) => e.goroutine !== goroutine);
      channel.receivers = channel.receivers.filter((e) => e.goroutine !== goroutine);
    }
  }

  /** Lets one that waited go on at `at`, with a line in its log. */
  wake(goroutine: number, at: number, line: string): void {
    this.leaveQueues(goroutine);
    this.doing[goroutine] = "ready";
    this.at[goroutine] = at;
    (this.logs[goroutine] as string[]).push(line);
  }
}
