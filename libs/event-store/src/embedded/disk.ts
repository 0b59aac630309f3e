/** What the log asks of a disk. So little that a test can lose, tear, flip and refuse all of it. */
export interface Disk {
  /** Creates a folder and its parents where they are missing. Durable when it resolves. */
  createFolder(path: string): Promise<void>;
  /** The names of the files in a folder, in no order. */
  list(folder: string): Promise<readonly string[]>;
  /** Opens a file for reading and writing; creates an empty one where it is missing. */
  open(path: string): Promise<DiskFile>;
  remove(path: string): Promise<void>;
  /** Resolves when the names in a folder survive a loss of power. */
  syncFolder(path: string): Promise<void>;
}

export interface DiskFile {
  readonly path: string;
  /** Bytes from the first to the last that was written. */
  readonly size: number;
  /** Writes all of the bytes from an offset on. They may be lost or torn until `sync` has resolved. */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** Resolves when all that was written survives a loss of power. */
  sync(): Promise<void>;
  /** Fewer bytes than asked for only at the end of the file. */
  read(offset: number, length: number): Promise<Buffer>;
  /** Cuts the file off; `sync` makes that durable. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}
