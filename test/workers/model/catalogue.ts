// The programs that are explored, each named by what its threads do.

import {
  close,
  type Program,
  receiving,
  recv,
  recvAsleep,
  recvBoth,
  recvOrLeave,
  select,
  selectMixed,
  selectOrLeave,
  send,
  sending,
  tryRecv,
  trySelect,
  trySend,
} from "./programs.ts";

export const programs: Readonly<Record<string, Program>> = {
  "one sends and one receives, unbuffered": {
    channels: [0],
    threads: [
      [send(0, 1), send(0, 2)],
      [recv(0), recv(0)],
    ],
  },
  "one sends and one receives, through a buffer of 1": {
    channels: [1],
    threads: [
      [send(0, 1), send(0, 2), send(0, 3)],
      [recv(0), recv(0), recv(0)],
    ],
  },
  "one sends and one receives, through a buffer of 2": {
    channels: [2],
    threads: [
      [send(0, 1), send(0, 2), send(0, 3)],
      [recv(0), recv(0), recv(0)],
    ],
  },
  "two send and one receives, unbuffered": {
    channels: [0],
    threads: [[send(0, 1)], [send(0, 2)], [recv(0), recv(0)]],
  },
  "two send and one receives, through a buffer of 1": {
    channels: [1],
    threads: [[send(0, 1)], [send(0, 2)], [recv(0), recv(0)]],
  },
  "one sends and two receive, unbuffered": {
    channels: [0],
    threads: [[send(0, 1), send(0, 2)], [recv(0)], [recv(0)]],
  },
  "one sends more than two receive": {
    channels: [1],
    threads: [[send(0, 1), send(0, 2), send(0, 3), send(0, 4)], [recv(0)], [recv(0)]],
  },
  "one waits to receive as an event loop does": {
    channels: [0],
    threads: [[send(0, 1)], [send(0, 2)], [recvAsleep(0), recvAsleep(0)]],
  },
  "one waits for two, as the event loop of two goroutines does": {
    channels: [0, 1],
    threads: [[send(0, 1)], [send(1, 2)], [recvBoth(0, 1)]],
  },
  "one closes what another sends to, unbuffered": {
    channels: [0],
    threads: [[send(0, 1)], [close(0)], [recv(0)]],
  },
  "one closes what another sends to, buffered": {
    channels: [1],
    threads: [[send(0, 1), send(0, 2)], [close(0)], [recv(0)]],
  },
  "one closes while two wait to receive": {
    channels: [0],
    threads: [[recv(0)], [recv(0)], [close(0)]],
  },
  "one sends and closes, and one receives to the end": {
    channels: [1],
    threads: [
      [send(0, 1), close(0)],
      [recv(0), recv(0)],
    ],
  },
  "one sends, and one breaks off its wait": {
    channels: [1],
    threads: [[send(0, 1)], [recvOrLeave(0), recvOrLeave(0)]],
  },
  "two close": { channels: [2], threads: [[close(0)], [close(0)], [recv(0)]] },
  "one breaks off its wait": {
    channels: [0],
    threads: [[send(0, 1)], [recvOrLeave(0), recvOrLeave(0)], [recv(0)]],
  },
  "some only try": {
    channels: [1],
    threads: [[trySend(0, 1), trySend(0, 2)], [tryRecv(0), tryRecv(0)], [send(0, 3)]],
  },
  "one selects between two senders": {
    channels: [0, 0],
    threads: [[send(0, 1)], [send(1, 2)], [select(receiving(0), receiving(1))]],
  },
  "one selects twice between two senders, one of them buffered": {
    channels: [0, 1],
    threads: [
      [send(0, 1)],
      [send(1, 2)],
      [select(receiving(0), receiving(1)), select(receiving(1), receiving(0))],
    ],
  },
  "one selects between a send and a receive, and both are wanted": {
    channels: [0, 0],
    threads: [[select(sending(0, 1), receiving(1))], [recv(0)], [send(1, 2)]],
  },
  "two selects offer each other the same two channels": {
    channels: [0, 0],
    threads: [[select(sending(0, 1), sending(1, 2))], [select(receiving(1), receiving(0))]],
  },
  "two selects meet, and one closes": {
    channels: [0, 0],
    threads: [
      [select(sending(0, 1), receiving(1))],
      [select(receiving(0), sending(1, 2))],
      [close(0)],
    ],
  },
  "a select is broken off": {
    channels: [0, 0],
    threads: [
      [selectOrLeave(receiving(0), sending(1, 3)), select(receiving(0), receiving(0))],
      [send(0, 1)],
      [recv(1)],
    ],
  },
  "a select has a case on its own thread, too": {
    channels: [0, 1],
    threads: [
      [selectMixed(receiving(0), sending(1, 3)), selectMixed(receiving(1), receiving(0))],
      [send(0, 1)],
      [recv(1)],
    ],
  },
  "two selects meet, and each has a case on its own thread": {
    channels: [0],
    threads: [[selectMixed(sending(0, 1))], [selectMixed(receiving(0)), selectMixed(receiving(0))]],
  },
  "a select with a case on its own thread meets one that has none, and a close": {
    channels: [0, 0],
    threads: [
      [selectMixed(receiving(0), sending(1, 1))],
      [select(sending(0, 2), receiving(1))],
      [close(0)],
    ],
  },
  "a select only tries": {
    channels: [1, 0],
    threads: [
      [trySelect(receiving(0), sending(1, 3)), trySelect(sending(1, 4), receiving(0))],
      [send(0, 1)],
      [recv(1)],
    ],
  },
  "a select stands twice in one queue": {
    channels: [0],
    threads: [[select(receiving(0), receiving(0))], [send(0, 1)], [send(0, 2)]],
  },
  "selects on both ends of one channel never meet themselves": {
    channels: [0],
    threads: [[select(sending(0, 1), receiving(0))], [select(sending(0, 2), receiving(0))]],
  },
};

/** Those that are small enough to be explored with the steps of the lock, and access by access. */
export const pairs: readonly string[] = [
  "one sends and one receives, unbuffered",
  "one sends and closes, and one receives to the end",
  "one sends, and one breaks off its wait",
  "two selects offer each other the same two channels",
  "two selects meet, and each has a case on its own thread",
  "selects on both ends of one channel never meet themselves",
];
