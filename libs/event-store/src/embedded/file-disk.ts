import { constants, fdatasync, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Disk, DiskFile } from './disk';

// It costs less than the same call of a FileHandle, and the log makes thousands of them a second.
// A handle does not wait for it when it is closed, but the log does.
const syncData = promisify(fdatasync);

/** The disk of this machine. */
export class FileDisk implements Disk {
  async createFolder(path: string): Promise<void> {
    const topmost = await mkdir(path, { recursive: true });
    if (topmost === undefined) return;
    // A new folder is a name in its parent, which must be synced like any other.
    for (let folder = path; ; folder = dirname(folder)) {
      await this.syncFolder(dirname(folder));
      if (folder === topmost) return;
    }
  }

  list(folder: string): Promise<readonly string[]> {
    return readdir(folder);
  }

  async open(path: string): Promise<DiskFile> {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o640);
    return new OpenFile(path, handle, (await handle.stat()).size);
  }

  remove(path: string): Promise<void> {
    return rm(path);
  }

  async syncFolder(path: string): Promise<void> {
    const handle = await open(path, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

class OpenFile implements DiskFile {
  readonly #handle: FileHandle;
  #size: number;

  constructor(
    readonly path: string,
    handle: FileHandle,
    size: number,
  ) {
    this.#handle = handle;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Into the page cache, on this very thread: to copy some kilobytes takes less time than to hand
   * them to another thread and back. It is the sync that waits for the disk.
   */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const rest = bytes.length - done;
      done += writeSync(this.#handle.fd, bytes, done, rest, offset + done);
      this.#size = Math.max(this.#size, offset + done);
    }
  }

  sync(): Promise<void> {
    return syncData(this.#handle.fd);
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#size - offset)));
    for (let done = 0; done < bytes.length;) {
      const rest = bytes.length - done;
      const { bytesRead } = await this.#handle.read(bytes, done, rest, offset + done);
      // Somebody else has cut the file off: the checks of the records say what is missing.
      if (bytesRead === 0) return bytes.subarray(0, done);
      done += bytesRead;
    }
    return bytes;
  }

  async truncate(size: number): Promise<void> {
    await this.#handle.truncate(size);
    this.#size = size;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
