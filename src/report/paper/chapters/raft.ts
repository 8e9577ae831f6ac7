/** The chapter on Raft: the problem, the rules, and one election and one failover as they took place. */

import { storyOf, timelineChart } from "../../charts/timeline.ts";
import { type Block, charts, heading, list, paragraph } from "../../document/document.ts";
import type { Material } from "../../material.ts";
import { windowOf } from "../../trace/trace.ts";

export function raft(material: Material): readonly Block[] {
  return [heading(2, "The raft cluster"), ...theory(), ...basics(), ...timelines(material)];
}

function theory(): readonly Block[] {
  return [
    heading(3, "Theory"),
    paragraph(
      "Several computers are to behave like one that does not fail. If each of them applies the same " +
        "commands in the same order to the same beginning, each arrives at the same state; so all that " +
        "they have to agree on is a log. This is state machine replication, and agreeing on the log's " +
        "next entry is consensus. Messages may be lost, doubled, late or out of order, and computers may " +
        "stop and come back with what their disks hold; none of them lies.",
    ),
    paragraph(
      "No protocol can promise both that it never decides wrongly and that it always decides in time, " +
        "if messages may be late without bound and a node may stop (Fischer, Lynch and Paterson, 1985). Raft, as " +
        "Paxos before it, keeps the first promise always, and the second whenever a majority of the " +
        "nodes can talk to each other quickly enough. Majorities are what carries the argument: any two " +
        "of them share a node, so whatever one majority has accepted, the next one has heard of. A " +
        "cluster of three goes on without one of its nodes, a cluster of five without two.",
    ),
    paragraph(
      "Ongaro and Ousterhout (2014) chose among the possible protocols the one that can be explained. " +
        "One node leads; only the leader decides what comes next in the log, and it never changes what " +
        "it has written. What is left is to agree on who leads, and to make sure that whoever does " +
        "knows all that was promised before.",
    ),
  ];
}

function basics(): readonly Block[] {
  return [
    heading(3, "Basics"),
    paragraph(
      "Time is divided into *terms*, numbered upwards. A term has one leader or none. Each message " +
        "carries its sender's term; a node that sees a higher one follows from then on, and a message " +
        "of a lower one is of no account. A node is in one of three roles:",
    ),
    list(
      "A **follower** answers, and starts nothing. It waits for word from a leader, for a time that it " +
        "draws anew each time between one and two election timeouts, so that two seldom wake at once.",
      "A **candidate** has waited in vain. It begins a new term, votes for itself and asks the others. A " +
        "node votes once a term, for the first who asks and whose log is at least as complete as its own, " +
        "and writes its vote to disk before it answers. Most votes win. (Before that it asks, without " +
        "raising its term, whether it would win: a node that was cut off for a while then disturbs nobody " +
        "when it comes back. This is *pre-vote*.)",
      "A **leader** takes commands from clients, appends them to its log and sends them on, each with the " +
        "index and term of the entry before it. A follower that lacks that entry refuses, and the leader " +
        "goes back until both logs agree; what the follower had beyond is replaced.",
    ),
    paragraph(
      "An entry of the leader's own term is *committed* once a majority has it on disk, and with it all " +
        "before it. Committed entries are applied to the state machine in order, and only then is the " +
        "client answered. Since a candidate needs votes of a majority, and some node of that majority has " +
        "every committed entry and refuses a candidate that has not, no leader ever lacks one.",
    ),
    paragraph(
      "Five properties hold at every moment, and the simulator checks them after every step:",
    ),
    list(
      "*Election safety*: a term has at most one leader.",
      "*Leader append-only*: a leader never overwrites or deletes entries of its log.",
      "*Log matching*: two logs with an entry of the same index and term are the same up to there.",
      "*Leader completeness*: what was committed in a term is in the logs of the leaders of all later terms.",
      "*State machine safety*: no two nodes ever apply different commands at one index.",
    ),
    paragraph(
      "Around this core stands what a cluster needs to live for long: *snapshots*, so that logs do not " +
        "grow for ever; *changes of membership* by joint consensus, in which for a while a majority of the " +
        "old and of the new members is needed; *leadership transfer*; *linearizable reads* that leave no " +
        "trace in the log; and *client sessions*, by which a command that is sent twice is applied once.",
    ),
  ];
}

function timelines(material: Material): readonly Block[] {
  const drawn = [
    ["timeline-election", material.election],
    ["timeline-failover", material.failover],
  ] as const;
  return [
    heading(3, "One election, and one failover"),
    paragraph(
      `Both drawings are traces of a real cluster of ${material.election.nodes.length} nodes in virtual ` +
        `time, with seed ${material.election.seed}; that seed gives them again, to the byte. Time runs ` +
        "downwards. A column is thick while its node stands for election (amber) or leads (green); a thin " +
        "amber stretch asks for pre-votes. Arrows are messages: amber asks for votes and grants them, green " +
        "carries entries and accepts them. Heartbeats are left out.",
    ),
    ...drawn.flatMap(([, trace]) => {
      const story = storyOf(windowOf(trace, trace.fromMs, trace.toMs));
      return story.length === 0 ? [] : [paragraph(`**${trace.title}.** ${story.join(" ")}`)];
    }),
    ...charts(
      "Left, the first election of a cluster; right, what follows when its leader loses its power. Pauses are shortened; the times at the left are the true ones.",
      drawn.map(([name, trace]) => timelineChart(name, windowOf(trace, trace.fromMs, trace.toMs))),
    ),
  ];
}
