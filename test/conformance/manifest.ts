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

/**
 * A run that is scored by itself: how goroutines are written, or that channels are those that threads share,
 * with all goroutines on one thread or on several.
 */
export type RunKind = "async" | "generator" | "mixture" | "shared" | "threads";

export interface Section {
  readonly title: string;
  /** The folder of the tests, below test/. */
  readonly room: string;
  /** In which kinds of goroutines each name must have run; a name may be held in others besides. */
  readonly kinds: readonly RunKind[];
  readonly names: readonly Name[];
  /** The names that a kind of run is not asked of, and why. */
  readonly except?: Readonly<Partial<Record<RunKind, Readonly<Record<string, string>>>>>;
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

/** The names of "Channels and select" that do not run over channels that threads share, and why. */
export const notOverSharedChan: Readonly<Record<string, string>> = {
  powser2: "it sends instances of classes with methods, which arrive as data",
  chancap: "it is of the capacities of local channels; test/parallel has those of shared ones",
  TestChanSendInterface: "it asks for the same object, where another thread gets a copy",
  select2: "it measures the memory of local selects, in a process of its own",
  issue21576: "it is of the report of a deadlock, in a process of its own",
};

/** Those that run over such channels, but not with goroutines on several threads, and why. */
export const notOnThreads: Readonly<Record<string, string>> = {
  goroutines: "it counts the goroutines of its own thread",
  select3: "its goroutines are given functions to call",
  TestPseudoRandomSend: "its goroutines count in one array under a lock",
};

export const sections: readonly Section[] = [
  {
    title: "Channels and select (test/chan, runtime/chan_test)",
    room: "conformance",
    kinds: [...everyKind, "shared", "threads"],
    except: {
      shared: notOverSharedChan,
      threads: { ...notOverSharedChan, ...notOnThreads },
    },
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
      { name: "WaitGroup.Go", titled: "starts a goroutine and counts it off when it returns" },
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
  {
    title: "Raft (MIT 6.5840, labs 3A to 3D), on both twins",
    room: "raft/mit",
    kinds: [],
    names: named(`
      InitialElection ReElection ManyElections
      BasicAgree RPCBytes FollowerFailure LeaderFailure FailAgree FailNoAgree ConcurrentStarts Rejoin
      Backup Count
      Persist1 Persist2 Persist3 Figure8 UnreliableAgree Figure8Unreliable ReliableChurn
      UnreliableChurn
      SnapshotBasic SnapshotInstall SnapshotInstallUnreliable SnapshotInstallCrash
      SnapshotInstallUnCrash SnapshotAllCrash SnapshotInit
    `),
    notApplicable: {},
  },
];
