// The names that `npm run conformance` scores: every program and test of Go's that the tables "Channels
// and select" and "sync, context, time" speak of, where our test of that name is, and why some of Go's
// do not apply.
//
// Invariants:
// - A name is in one place: with the room whose tests hold it, or with the reason why it does not apply.
// - Our test has the name in its title, before a colon, or as the whole title of it or of what it is
//   part of ("Test" may be left out); `titled` is what it is called where Go has no name for it.

/** A name, and how our test is called where it is called otherwise. */
export interface Name {
  readonly name: string;
  readonly titled?: string;
}

/** How goroutines are written; a run of each is scored by itself. */
export type RunKind = "async" | "generator" | "mixture";

export interface Section {
  readonly title: string;
  /** The folder of the tests, below test/. */
  readonly room: string;
  /** In which kinds of goroutines each name must have run; a name may be held in others besides. */
  readonly kinds: readonly RunKind[];
  readonly names: readonly Name[];
  /** Names of Go's in the same files that do not apply, and why. */
  readonly notApplicable: Readonly<Record<string, string>>;
}

function named(text: string): Name[] {
  return text
    .trim()
    .split(/\s+/)
    .map((name) => ({ name }));
}

const everyKind: readonly RunKind[] = ["async", "generator", "mixture"];
const noStack = "a goroutine here has no stack of its own that could be moved or shrunk";

export const sections: readonly Section[] = [
  {
    title: "Channels and select (test/chan, runtime/chan_test)",
    room: "conformance",
    kinds: everyKind,
    names: named(`
      doubleselect fifo goroutines nonblock powser1 powser2 select select2 select3 select4 select5
      select6 select7 select8 sendstmt sieve1 sieve2 zerosize closedchan chancap TestChan
      TestNonblockRecvRace TestNonblockSelectRace TestNonblockSelectRace2 TestSelfSelect
      TestSelectStress TestSelectFairness TestPseudoRandomSend TestMultiConsumer
      TestSelectDuplicateChannel TestChanSendInterface issue21576
    `),
    notApplicable: {
      TestShrinkStackDuringBlockedSend: noStack,
      TestNoShrinkStackWhileParking: noStack,
      TestSelectStackAdjust: noStack,
    },
  },
  {
    title: "Channels and select (what does not compile)",
    room: "conformance",
    kinds: [],
    names: named("perm"),
    notApplicable: {},
  },
  {
    title: "sync",
    room: "sync",
    kinds: everyKind,
    names: [
      ...named(`
        TestWaitGroup TestWaitGroupRace TestWaitGroupAlign TestMutex TestMutexFairness
        TestParallelReaders TestRWMutex TestRLocker TestOnce TestOncePanic TestCondSignal
        TestCondSignalGenerations TestCondBroadcast TestCondSignalStealing TestRace
      `),
      { name: "WaitGroup: Add during Wait", titled: "lets more be added while others wait" },
      {
        name: "WaitGroup: reuse",
        titled: "throws where it is used again before a wait has returned",
      },
      { name: "WaitGroup.Go", titled: "go" },
      {
        name: "RWMutex: a waiting writer holds back new readers",
        titled:
          "a writer that waits holds back new readers, and those go on before the next writer",
      },
    ],
    notApplicable: {
      TestSemaphore: "it is of the runtime's own semaphore, in whose place is park and ready",
      TestCondCopy: "a class instance is not copied by assignment",
    },
  },
  {
    title: "sync (misuse, and what is called by plain functions)",
    room: "sync",
    kinds: [],
    names: named(`
      TestWaitGroupMisuse TestMutexMisuse TestOnceFunc TestOnceValue TestOnceValues
      TestOnceFuncPanicNil TestOnceFuncGoexit TestOnceFuncPanicTraceback TestOnceXGC
    `),
    notApplicable: {},
  },
  {
    title: "errgroup",
    room: "sync",
    kinds: everyKind,
    names: [
      ...named("TestZeroGroup TestWithContext TestCancelCause TestTryGo TestGoLimit"),
      { name: "a panic in a member", titled: "a panic in a member" },
    ],
    notApplicable: {},
  },
  {
    title: "semaphore",
    room: "sync",
    kinds: everyKind,
    names: named(`
      TestWeighted TestWeightedTryAcquire TestWeightedAcquire TestWeightedDoesntBlockIfTooBig
      TestLargeAcquireDoesntStarve TestAllocCancelDoesntStarve TestWeightedAcquireCanceled
    `),
    notApplicable: {},
  },
  {
    title: "semaphore (misuse)",
    room: "sync",
    kinds: [],
    names: named("TestWeightedPanic"),
    notApplicable: {},
  },
  {
    title: "singleflight",
    room: "sync",
    kinds: everyKind,
    names: named(`
      TestDo TestDoErr TestDoDupSuppress TestForget TestForgetUnshared TestDoChan TestPanicDo
      TestGoexitDo TestPanicDoChan TestPanicDoSharedByDoChan
    `),
    notApplicable: {
      TestPanicErrorUnwrap: "the error that was thrown is thrown on itself, not wrapped",
    },
  },
  {
    title: "context (with goroutines)",
    room: "context",
    kinds: ["async", "generator"],
    names: named(`
      TestDeadline TestTimeout TestCanceledTimeout TestSimultaneousCancels
      TestInterlockedCancels TestLayersCancel TestLayersTimeout TestCauseRace TestAfterFunc
      TestCustomContextAfterFunc TestCustomContextGoroutines TestWithDeadlineCause
      TestWithTimeoutCause
    `),
    notApplicable: {},
  },
  {
    title: "context",
    room: "context",
    kinds: [],
    names: named(`
      TestBackground TestTODO TestWithCancel TestParentFinishesChild TestChildFinishesFirst
      TestValues TestCancelRemoves TestWithCancelCanceledParent TestWithValueChecksKey
      TestInvalidDerivedFail TestDeadlineExceededSupportsTimeout TestCause TestWithoutCancel
    `),
    notApplicable: { TestAllocs: "it counts the allocations of Go's implementation" },
  },
  {
    title: "time (with goroutines)",
    room: "time",
    kinds: ["async", "generator"],
    names: named(`
      TestSleep TestAfterFunc TestAfterStress TestAfter TestAfterTick TestAfterStop
      TestAfterQueuing TestTimerStopStress TestSleepZeroDeadlock TestReset TestOverflowSleep
      TestZeroTimer TestTimerModifiedEarlier TestAdjustTimers TestTicker TestTeardown TestTick
      TestTickerResetLtZeroDuration
    `),
    notApplicable: {
      TestIssue5745: "it stops a nil Timer, which here is a TypeError of the language",
      TestOverflowPeriodRuntimeTimer: "it is of an internal timer whose clock overflows",
      TestZeroTimerResetPanics: "a Timer cannot be made but by newTimer and afterFunc",
      TestZeroTimerStopPanics: "a Timer cannot be made but by newTimer and afterFunc",
      TestTickerStopWithDirectInitialization: "a Ticker cannot be made but by newTicker",
    },
  },
  {
    title: "time",
    room: "time",
    kinds: [],
    names: named("TestNewTickerLtZeroDuration"),
    notApplicable: {},
  },
];

/** What a row of the tables may run on besides, when it is there. */
export const yetToCome: Readonly<Record<string, string>> = {
  SharedChan: "the fourth run, over channels that threads share, comes with goroutines on threads",
};
