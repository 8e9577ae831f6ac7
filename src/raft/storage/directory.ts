/**
 * The one directory a log on disk lives in, as the log sees it. Passed in, so that a simulated one can
 * lose, tear and flip what it likes.
 *
 * What it promises is what POSIX does: bytes outlive a crash once the file's `sync` has resolved, names
 * once the directory's has; a rename is atomic.
 */

export interface DiskFile {
  /** Bytes from the position on, as many as asked for or as there are. */
  read(position: number, length: number): Promise<Uint8Array>;
  /** All of the bytes, at the end of the file. */
  append(bytes: Uint8Array): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Directory {
  /** What to call it in messages. */
  readonly path: string;
  /**
   * Makes the directory if there is none, and holds it until the function it gives is called. Throws
   * DirectoryLockedError while another holds it.
   */
  lock(): Promise<() => Promise<void>>;
  list(): Promise<readonly string[]>;
  /** Empty; one of that name is emptied. */
  create(name: string): Promise<DiskFile>;
  /** Throws if there is none. */
  open(name: string): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  sync(): Promise<void>;
}
