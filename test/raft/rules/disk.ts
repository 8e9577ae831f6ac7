// A disk as the rules expect storage to be: writes are carried out whole and in order, some time after
// they were handed over; a crash loses those that were not. The snapshot holds the state machine.

import type {
  Chunk,
  ChunkRequest,
  Entry,
  HardState,
  Recovered,
  SnapshotDescription,
  Write,
} from "../../../src/raft/rules/index.ts";

interface Stored {
  readonly description: SnapshotDescription;
  readonly state: Uint8Array;
}

export class Disk {
  hardState: HardState = { term: 0, votedFor: null };
  entries: Entry[] = [];
  snapshot: Stored | null = null;
  /** Handed over, not carried out. */
  readonly queue: Write[] = [];
  private partial: Uint8Array[] = [];

  /** Carries out the oldest write and gives its number. */
  sync(): number {
    const write = this.queue.shift();
    if (write === undefined) throw new Error("nothing to write");
    if (write.hardState !== null) this.hardState = write.hardState;
    for (const { snapshot, offset, data, done } of write.chunks) {
      if (offset === 0) this.partial = [];
      this.partial.push(data);
      if (!done) continue;
      this.snapshot = { description: snapshot, state: joined(this.partial) };
      this.entries = [];
    }
    this.append(write.entries);
    return write.number;
  }

  lastIndex(): number {
    return this.entries.at(-1)?.index ?? this.snapshot?.description.index ?? 0;
  }

  termAt(index: number): number | undefined {
    const entry = this.entries[index - (this.entries[0]?.index ?? 0)];
    if (entry !== undefined) return entry.term;
    const description = this.snapshot?.description;
    return index === (description?.index ?? 0) ? (description?.term ?? 0) : undefined;
  }

  /** A snapshot the node took itself, in one step; never in place of a later one. */
  save(description: SnapshotDescription, state: Uint8Array): void {
    if (this.snapshot !== null && this.snapshot.description.index >= description.index) return;
    this.snapshot = { description, state };
  }

  purgeTo(index: number): void {
    this.entries = this.entries.filter((entry) => entry.index > index);
  }

  read({ offset, maxBytes }: ChunkRequest): Chunk | null {
    if (this.snapshot === null) return null;
    const { description, state } = this.snapshot;
    const data = state.slice(offset, offset + maxBytes);
    return { snapshot: description, offset, data, done: offset + data.length >= state.length };
  }

  crash(): void {
    this.queue.length = 0;
    this.partial = [];
  }

  recovered(): Recovered {
    const { hardState, entries } = this;
    return { hardState, snapshot: this.snapshot?.description ?? null, entries: [...entries] };
  }

  private append(entries: readonly Entry[]): void {
    const first = entries[0];
    if (first === undefined) return;
    const last = this.entries.at(-1)?.index;
    if (last === undefined || first.index > last + 1) this.entries = [];
    else this.entries = this.entries.filter(({ index }) => index < first.index);
    this.entries.push(...entries);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
