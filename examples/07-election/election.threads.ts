// A node is a thread whose state is guarded by a lock: the others call its
// methods, and a Condition tells it that they did.

import { Condition, Lock, main, Queue, Thread } from "goroutine-kit/threading";

const NODES = 5;
const ELECTION_TIMEOUT_MS = 100;
const HEARTBEAT_MS = 20;

interface Leadership {
  term: number;
  leader: Node;
}

class Node extends Thread {
  readonly #elected: Queue<Leadership>;
  readonly #changed = new Condition(new Lock());
  peers: Node[] = [];
  #term = 0;
  #votedFor: Node | null = null;
  #heard = false;
  #leading = false;
  #stopping = false;

  constructor(elected: Queue<Leadership>) {
    super();
    this.#elected = elected;
  }

  async vote(term: number, candidate: Node) {
    using _release = await this.#changed.acquire();
    if (this.#stopping || term < this.#term) return false;
    this.#follow(term);
    if (this.#votedFor !== null) return false;
    this.#votedFor = candidate;
    this.#hear();
    return true;
  }

  async heartbeat(term: number) {
    using _release = await this.#changed.acquire();
    if (term < this.#term) return;
    this.#follow(term);
    this.#hear();
  }

  #follow(term: number) {
    if (term > this.#term) [this.#term, this.#votedFor, this.#leading] = [term, null, false];
  }

  #hear() {
    this.#heard = true;
    this.#changed.notify();
  }

  async stop() {
    using _release = await this.#changed.acquire();
    this.#stopping = true;
    this.#changed.notify();
  }

  override async run() {
    while (!this.#stopping) {
      if (this.#leading) await this.#lead();
      else if (await this.#hearsNobody()) await this.#campaign();
    }
  }

  async #hearsNobody() {
    using _release = await this.#changed.acquire();
    this.#heard = false;
    const timeoutMs = ELECTION_TIMEOUT_MS * (1 + Math.random());
    await this.#changed.waitFor(() => this.#heard || this.#stopping, timeoutMs);
    return !this.#heard && !this.#stopping;
  }

  async #campaign() {
    const term = await this.#standForElection();
    let votes = 1;
    for (const peer of this.peers) if (await peer.vote(term, this)) votes++;
    using _release = await this.#changed.acquire();
    if (this.#term > term || votes <= NODES / 2) return;
    this.#leading = true;
    await this.#elected.put({ term, leader: this });
  }

  async #standForElection() {
    using _release = await this.#changed.acquire();
    this.#votedFor = this;
    return ++this.#term;
  }

  async #lead() {
    for (const peer of this.peers) await peer.heartbeat(this.#term);
    using _release = await this.#changed.acquire();
    await this.#changed.waitFor(() => !this.#leading || this.#stopping, HEARTBEAT_MS);
  }
}

main(async () => {
  const elected = new Queue<Leadership>();
  const nodes = Array.from({ length: NODES }, () => new Node(elected));
  for (const node of nodes) node.peers = nodes.filter((peer) => peer !== node);
  for (const node of nodes) node.start();
  console.log("five nodes start");

  const first = await elected.get();
  console.log("a leader is elected");
  await first.leader.stop();
  await first.leader.join();
  console.log("the leader stops");

  let next = await elected.get();
  while (next.leader === first.leader || next.term <= first.term) next = await elected.get();
  console.log("another is elected, in a later term");

  for (const node of nodes) await node.stop();
  for (const node of nodes) await node.join();
  console.log("all nodes have stopped");
});
