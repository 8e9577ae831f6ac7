/** What the log on disk throws, each reason a class of its own. */

/** Bytes that had been synced are not what was written. Nothing was changed; restore the node's disk. */
export class DamagedFileError extends Error {
  override readonly name = "DamagedFileError";
  /** The name of the file. */
  readonly file: string;
  /** The byte at which it cannot be read. */
  readonly offset: number;

  constructor(file: string, offset: number, what: string) {
    super(`${file} is damaged at byte ${offset}: ${what}`);
    this.file = file;
    this.offset = offset;
  }
}

/** The disk failed. What it holds since is not known, so nothing is acknowledged any more. */
export class DiskFailedError extends Error {
  override readonly name = "DiskFailedError";

  constructor(path: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`the log in ${path} stopped, since its disk failed: ${why}`, { cause });
  }
}

/** Another process uses the directory. */
export class DirectoryLockedError extends Error {
  override readonly name = "DirectoryLockedError";

  constructor(path: string, holder: string) {
    super(`${path} is in use by ${holder}; if that is no node, remove the lock in it`);
  }
}

/** A write that is larger than a file of the log may be. */
export class WriteTooLargeError extends Error {
  override readonly name = "WriteTooLargeError";

  constructor(bytes: number, maxBytes: number) {
    super(`a write of ${bytes} bytes is past the limit of ${maxBytes}`);
  }
}
