/**
 * How the threads of a process find out that all of them wait for each other (quiet.ts), and what is done then.
 *
 * A thread that has slept for a while, like all others, tries whether it is quiet. One that blocks is. One
 * with an event loop lets go of what keeps the loop alive for other threads' sake: if the loop has anything
 * else to wait for, a timer or a socket, it goes on; if not, it runs dry, and the thread is quiet and keeps
 * the loop alive again. Who has become quiet asks the next. The thread of the program comes last, since
 * only its end is the end of the process, and its program may listen for a dry loop: where it finds all
 * others quiet, its loop stays dry, or, where it blocks, it says so as if a loop had run dry.
 *
 * Invariants:
 * - A loop is dry only while its thread, and every other, is quiet for good.
 * - Nobody tries before everybody has slept for WHILE_MS: so what it costs is nothing to those that work.
 * - A platform without processes has no dry loops, and nothing is found out there.
 */

import { setOtherThreads } from "../runtime/other-threads.ts";
import { endAsIfDry } from "../runtime/platform.ts";
import { threadReport } from "../runtime/report.ts";
import type { Agent } from "./agent.ts";
import { isDead } from "./death.ts";
import type { LoopSleeper } from "./event-loop.ts";
import { deliverNotice, isAsleep } from "./parker.ts";
import { KeepAlive, laterIfAlive, onLoopDry } from "./platform.ts";
import { publish, published } from "./published.ts";
import {
  ARE_YOU_QUIET,
  answer,
  areQuietForGood,
  ask,
  awaitAnswer,
  fallQuiet,
  isQuiet,
  type Question,
  stir,
  takeQuestion,
  WHAT_ARE_YOU_DOING,
} from "./quiet.ts";
import { recordOf } from "./records.ts";
import type { Sleeper } from "./thread.ts";
import { threadCount } from "./threads.ts";
import { makeNotice, ticketWords } from "./ticket.ts";

/** How long all have to have slept before any tries whether it is quiet. */
const WHILE_MS = 100;

/** How long a thread has to say what it is doing. */
const ANSWER_MS = 1000;

/** The number of the program's thread: it has made the memory. */
const FIRST = 1;

class Watch implements Sleeper, LoopSleeper {
  readonly #agent: Agent;
  readonly #words: Int32Array;
  /** Its record. */
  readonly #own: number;
  readonly #isFirst: boolean;
  /** Keeps the loop alive that has run dry, until it wakes. */
  readonly #vigil: KeepAlive = new KeepAlive();
  // Counts how often the loop has fallen asleep, and how often the thread has become quiet.
  #sleeps = 0;
  #quietSleeps = 0;
  #isAsleep = false;
  #isQuiet = false;
  #alarmIsSet = false;
  // Whether the loop is not kept alive, to see whether it runs dry.
  #isTrying = false;
  #listensForDry = false;

  constructor(agent: Agent) {
    this.#agent = agent;
    this.#words = agent.heap.words;
    this.#own = agent.thread.record;
    this.#isFirst = agent.heap.owner === FIRST;
    agent.thread.sleeper = this;
    agent.loop.sleeper = this;
    if (this.#isFirst) {
      setOtherThreads({
        keepAlive: () => this.#staysAlive(),
        reports: () => this.#reports(),
      });
    }
  }

  // -------------------------------------------------------------------------------- threads that block

  get longMs(): number {
    return WHILE_MS;
  }

  hasBlockedLong(): void {
    this.#answer("blocks");
    this.#fallQuiet();
    if (!this.#isFirst) this.#askNext();
    else if (this.#isTheEnd()) endAsIfDry();
    else this.#askNext();
  }

  goesOn(): void {
    this.#stir();
  }

  // ------------------------------------------------------------------------------- threads with a loop

  loopFellAsleep(): void {
    this.#isAsleep = true;
    this.#sleeps++;
    if (this.#answer("")) {
      this.#try();
      return;
    }
    if (!this.#alarmIsSet) this.#setAlarm();
  }

  loopWoke(): void {
    if (!this.#isAsleep) return;
    this.#isAsleep = false;
    this.#isTrying = false;
    this.#stir();
    KeepAlive.areIdle = false;
    this.#vigil.set(false);
  }

  #setAlarm(): void {
    const sleep = this.#sleeps;
    this.#alarmIsSet = true;
    laterIfAlive(WHILE_MS, () => {
      this.#alarmIsSet = false;
      if (!this.#isAsleep) return;
      if (this.#sleeps !== sleep) this.#setAlarm();
      else this.#suspect();
    });
  }

  #suspect(): void {
    const others = this.#others();
    if (!others.every((record) => isAsleep(this.#words, record))) return;
    if (this.#isFirst && !others.every((record) => isQuiet(this.#words, record))) this.#askNext();
    else this.#try();
  }

  // Sees whether the loop runs dry.
  #try(): void {
    if (!this.#listensForDry) onLoopDry(() => this.#ranDry());
    this.#listensForDry = true;
    this.#isTrying = true;
    KeepAlive.areIdle = true;
  }

  // Where it ran dry without having tried, or nobody waits here for another thread, that is nothing new.
  #ranDry(): void {
    if (this.#isTrying && KeepAlive.isAnyHeld) this.#staysAlive();
  }

  // The loop has run dry. Keeps it alive, unless that is the end: whoever else listens does the rest then.
  #staysAlive(): boolean {
    this.#fallQuiet();
    if (this.#isFirst && this.#isTheEnd()) return false;
    this.#isTrying = false;
    this.#vigil.set(true);
    KeepAlive.areIdle = false;
    // A loop that waits for nobody would not hear what it is asked.
    if (!this.#isAsleep) this.#agent.loop.rest();
    this.#askNext();
    return true;
  }

  // ---------------------------------------------------------------------------------------- all threads

  #fallQuiet(): void {
    if (this.#isQuiet) return;
    this.#isQuiet = true;
    fallQuiet(this.#words, this.#own, ++this.#quietSleeps);
  }

  #stir(): void {
    if (!this.#isQuiet) return;
    this.#isQuiet = false;
    stir(this.#words, this.#own);
  }

  #isTheEnd(): boolean {
    return areQuietForGood(this.#words, [this.#own, ...this.#others()]);
  }

  /** The records of the other threads that live. */
  #others(): number[] {
    const { words } = this.#agent.heap;
    const records: number[] = [];
    for (let number = threadCount(words); number >= FIRST; number--) {
      const record = recordOf(words, number);
      if (record !== this.#own && !isDead(words, number)) records.push(record);
    }
    return records;
  }

  // Asks a thread that sleeps and is not known to be quiet. Where all are but the first, that is asked,
  // whatever is known of it: it looks at all of them together.
  #askNext(): void {
    const first = recordOf(this.#words, FIRST);
    const others = this.#others().filter((record) => record !== first);
    const restless = others.filter((record) => !isQuiet(this.#words, record));
    const next = restless.find((record) => isAsleep(this.#words, record));
    if (next !== undefined) this.#ask(next, ARE_YOU_QUIET);
    else if (restless.length === 0 && !this.#isFirst) this.#ask(first, ARE_YOU_QUIET);
  }

  #ask(record: number, question: Question): void {
    if (!ask(this.#words, record, question)) return;
    const notice = this.#agent.heap.allocate(ticketWords(1));
    makeNotice(this.#words, notice, record);
    deliverNotice(this.#words, notice);
  }

  // Answers what it was asked; whether it was asked if it is quiet.
  #answer(how: string): boolean {
    const question = takeQuestion(this.#words, this.#own);
    if (question !== WHAT_ARE_YOU_DOING) return question === ARE_YOU_QUIET;
    const { heap } = this.#agent;
    const title = how === "" ? `thread ${heap.owner}` : `thread ${heap.owner}, which ${how}`;
    const report = threadReport();
    const text = report === "" ? `${title}: no goroutines` : `${title}:\n\n${report}`;
    answer(this.#words, this.#own, publish(heap, text));
    return false;
  }

  #reports(): string[] {
    const others = this.#others().reverse();
    for (const record of others) this.#ask(record, WHAT_ARE_YOU_DOING);
    return others.flatMap((record) => {
      const address = awaitAnswer(this.#words, record, ANSWER_MS);
      return address === 0 ? [] : [published(this.#agent.heap, address)];
    });
  }
}

/** Has the thread of `agent`, one of this process's own memory, take part in finding out. */
export function keepWatch(agent: Agent): void {
  new Watch(agent);
}
