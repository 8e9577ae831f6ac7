// A node is one goroutine that owns its state: it waits for messages, for time
// and for its end in one select. A case that does not apply is null.

import { after, type Chan, chan, main, recv, select, send, WaitGroup } from "goroutine-kit";

const NODES = 5;
const ELECTION_TIMEOUT_MS = 100;
const HEARTBEAT_MS = 20;

interface Message {
  kind: "vote request" | "vote" | "heartbeat";
  term: number;
  from: Node;
}

interface Leadership {
  term: number;
  leader: Node;
}

const draw = () => ELECTION_TIMEOUT_MS * (1 + Math.random());

class Node {
  readonly inbox = chan<Message>(64);
  readonly stop = chan<never>();
  peers: Node[] = [];

  async run(elected: Chan<Leadership>) {
    let [term, votes, leading] = [0, 0, false];
    let votedFor: Node | null = null;
    let timeout = after(draw());
    let beat = after(HEARTBEAT_MS);

    const tell = (peers: Node[], kind: Message["kind"]) => {
      for (const peer of peers) peer.inbox.trySend({ kind, term, from: this });
    };

    for (;;) {
      const event = await select({
        stopped: recv(this.stop),
        message: recv(this.inbox),
        timeout: leading ? null : recv(timeout),
        beat: leading ? recv(beat) : null,
      });
      if (event.case === "stopped") return;
      if (event.case === "beat") {
        tell(this.peers, "heartbeat");
        beat = after(HEARTBEAT_MS);
        continue;
      }
      if (event.case === "timeout") {
        [term, votedFor, votes] = [term + 1, this, 1];
        tell(this.peers, "vote request");
        timeout = after(draw());
        continue;
      }
      if (!event.ok || event.value.term < term) continue;
      const { kind, from } = event.value;
      if (event.value.term > term) {
        [term, votedFor, votes, leading] = [event.value.term, null, 0, false];
        timeout = after(draw());
      }
      if (kind === "heartbeat") timeout = after(draw());
      else if (kind === "vote request" && votedFor === null) {
        votedFor = from;
        tell([from], "vote");
        timeout = after(draw());
      } else if (kind === "vote" && !leading && ++votes > NODES / 2) {
        leading = true;
        tell(this.peers, "heartbeat");
        await select({ told: send(elected, { term, leader: this }), stopped: recv(this.stop) });
      }
    }
  }
}

main(async () => {
  const elected = chan<Leadership>();
  const nodes = Array.from({ length: NODES }, () => new Node());
  const running = new WaitGroup();
  for (const node of nodes) {
    node.peers = nodes.filter((peer) => peer !== node);
    running.go(() => node.run(elected));
  }
  console.log("five nodes start");

  const first = await elected.recv();
  console.log("a leader is elected");
  first?.leader.stop.close();
  console.log("the leader stops");

  for await (const next of elected)
    if (next.leader !== first?.leader && next.term > (first?.term ?? 0)) break;
  console.log("another is elected, in a later term");

  for (const node of nodes) if (node !== first?.leader) node.stop.close();
  await running.wait();
  console.log("all nodes have stopped");
});
