/** The first chapter: what is compared, and how one language can stand for both sides. */

import { type Block, heading, list, paragraph } from "../../document/document.ts";

export function motivation(): readonly Block[] {
  return [
    heading(2, "Motivation"),
    paragraph(
      "A cluster of computers that keeps one state and outlives the loss of some of them is a good " +
        "subject for comparing ways of writing concurrent programs: it waits for many things at once " +
        "(messages, timers, disks, clients), and a mistake in the order of things is a lost write. " +
        "Go's answer to such waiting is the goroutine and the channel; Python's is the thread, the lock " +
        "and the condition variable.",
    ),
    paragraph(
      "Compared across two languages, the two answers are hard to tell from what else differs: the " +
        "compilers, the libraries, the garbage collectors, the hand of the author. Here both are written " +
        "in one language, TypeScript, on one runtime. goroutine-kit has goroutines, channels and `select` " +
        "as Go has them, and threads, locks, conditions and queues as Python has them, and the two never " +
        "see each other. A Raft cluster stands on each. The rules of Raft, the storage, the network and " +
        "the tests are the same files for both; only the concurrency is written twice. Real Go and real " +
        "Python run beside, wherever they are installed, and say how far the results carry.",
    ),
    paragraph("Each claim in this paper is one of three kinds, and it is always said which:"),
    list(
      "what follows from the code, which stands beside the text, taken from the source files themselves;",
      "what was counted: lengths and complexity, by one program with one set of rules for all languages;",
      "what was measured, in the run that wrote this page and on the machine named below. A difference " +
        "that the run could not decide is called undecided.",
    ),
  ];
}
