// A crew: OsThreads that do what they are told, one deed after another, as long as a file of tests lasts. (To start a
// thread for each test would take most of its time.)

import { OsThread, SharedQueue } from "../../../src/threading/os/index.ts";
import { type Answer, type Deeds, type Order, serve } from "./deeds.ts";

export class Member {
  readonly #orders: SharedQueue<Order | null> = new SharedQueue<Order | null>();
  readonly #answers: SharedQueue<Answer> = new SharedQueue<Answer>();
  readonly #thread: OsThread<[SharedQueue<Order | null>, SharedQueue<Answer>]>;

  constructor() {
    this.#thread = new OsThread({ target: serve, args: [this.#orders, this.#answers] });
    this.#thread.start();
  }

  /** Has the thread do something; answers what comes of it, or throws an Error of the same name and message. */
  async do<D extends keyof Deeds>(
    deed: D,
    ...args: Parameters<Deeds[D]>
  ): Promise<Awaited<ReturnType<Deeds[D]>>> {
    await this.#orders.put({ deed, args });
    const answer = await this.#answers.get();
    if ("result" in answer) return answer.result as Awaited<ReturnType<Deeds[D]>>;
    throw Object.assign(new Error(answer.message), { name: answer.name });
  }

  /** Has the thread end. */
  async leave(): Promise<void> {
    await this.#orders.put(null);
    await this.#thread.join();
  }
}

/** A crew of so many. */
export class Crew {
  readonly members: readonly Member[];

  constructor(count: number) {
    this.members = Array.from({ length: count }, () => new Member());
  }

  /** One of them, from 0. */
  at(index: number): Member {
    return this.members[index] as Member;
  }

  /** Has all do the same; answers what comes of it. */
  all<D extends keyof Deeds>(
    deed: D,
    ...args: Parameters<Deeds[D]>
  ): Promise<Awaited<ReturnType<Deeds[D]>>[]> {
    return Promise.all(this.members.map((member) => member.do(deed, ...args)));
  }

  async leave(): Promise<void> {
    for (const member of this.members) await member.leave();
  }
}
