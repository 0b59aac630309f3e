import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '@gifting/event-store/adapters';
import { seededRandom } from './seeded-random';

/** What a disk is asked to change; a step is one such call, counted from 1. */
export interface DiskStep {
  readonly number: number;
  readonly kind: 'create' | 'remove' | 'sync' | 'sync-folder' | 'truncate' | 'write';
  readonly path: string;
}

/**
 * `refuse`: nothing happens and the call fails; a refused sync has lost what it should have synced,
 * though the next one succeeds, as Linux does it. `tear`: a write or a sync fails half way, any
 * other call fails after it was done.
 */
export type DiskFault = 'refuse' | 'tear';

/** Whether a piece of what was not synced survives a loss of power. */
export type Fate = (path: string, sector: number) => boolean;

export const NOTHING_SURVIVES: Fate = () => false;
export const EVERYTHING_SURVIVES: Fate = () => true;

/** Some sectors survive and others do not, in no order; print the seed when a test fails. */
export function tornBy(seed: number): Fate {
  const random = seededRandom(seed);
  return () => random() < 0.5;
}

const SECTOR_BYTES = 512;
const NAME = -1;

/** A disk in memory that fails when it is told to, and shows what a loss of power leaves of it. */
export class FaultDisk implements Disk {
  readonly #files = new Map<string, FaultFile>();
  /** Removed, but not for good before the folder is synced. */
  readonly #removed = new Map<string, FaultFile>();
  #steps = 0;
  #bytesRead = 0;
  #held: Promise<void> | undefined;

  /** Told of every step; answers with what goes wrong. */
  onStep: (step: DiskStep) => DiskFault | undefined = () => undefined;

  /** Steps until now. */
  get steps(): number {
    return this.#steps;
  }

  /** Bytes that were read until now. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** From now on no step ends before the function is called that this returns. */
  hold(): () => void {
    let release: () => void = () => undefined;
    this.#held = new Promise((resolve) => (release = resolve));
    return () => {
      this.#held = undefined;
      release();
    };
  }

  async createFolder(): Promise<void> {
    // Folders are nothing of their own here.
  }

  async list(folder: string): Promise<readonly string[]> {
    return [...this.#files.keys()]
      .filter((path) => dirname(path) === folder)
      .map((path) => basename(path));
  }

  async open(path: string): Promise<DiskFile> {
    const existing = this.#files.get(path);
    if (existing) return existing;
    await this.#step('create', path, () => void this.#put(path));
    return this.#fileAt(path);
  }

  async remove(path: string): Promise<void> {
    await this.#step('remove', path, () => {
      const file = this.#files.get(path);
      if (file?.isNamed) this.#removed.set(path, file);
      this.#files.delete(path);
    });
  }

  async syncFolder(folder: string): Promise<void> {
    await this.#step('sync-folder', folder, (isTorn) => {
      if (isTorn) return;
      for (const [path, file] of this.#files) if (dirname(path) === folder) file.isNamed = true;
      for (const path of this.#removed.keys())
        if (dirname(path) === folder) this.#removed.delete(path);
    });
  }

  /** The disk as the next process finds it after the power was lost. */
  afterPowerLoss(fate: Fate): FaultDisk {
    const disk = new FaultDisk();
    for (const [path, file] of this.#files) {
      if (file.isNamed || fate(path, NAME)) disk.#put(path, file.afterPowerLoss(fate));
    }
    for (const [path, file] of this.#removed) {
      if (!fate(path, NAME)) disk.#put(path, file.afterPowerLoss(fate));
    }
    return disk;
  }

  /** The disk as the next process finds it after this one was killed, in a copy. */
  copy(): FaultDisk {
    return this.afterPowerLoss(EVERYTHING_SURVIVES);
  }

  /** Turns one bit of a file over. */
  flip(path: string, bit: number): void {
    const bytes = this.#fileAt(path).content;
    const index = Math.floor(bit / 8);
    bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit % 8));
  }

  /** Cuts a file off behind the back of those who wrote it. */
  cut(path: string, size: number): void {
    this.#fileAt(path).cut(size);
  }

  sizeOf(path: string): number {
    return this.#fileAt(path).size;
  }

  /** Paths of all files in a folder, in order. */
  paths(folder: string): readonly string[] {
    return [...this.#files.keys()].filter((path) => dirname(path) === folder).toSorted();
  }

  #fileAt(path: string): FaultFile {
    const file = this.#files.get(path);
    if (file === undefined) throw new Error(`there is no file ${path}`);
    return file;
  }

  #put(path: string, content?: Buffer): void {
    const calls: FileCalls = {
      change: (kind, apply) => this.#step(kind, path, apply),
      onRead: (bytes) => (this.#bytesRead += bytes),
    };
    this.#files.set(path, new FaultFile(path, calls, content));
  }

  async #step(kind: DiskStep['kind'], path: string, apply: Apply): Promise<void> {
    this.#steps += 1;
    const fault = this.onStep({ number: this.#steps, kind, path });
    // A real disk answers in a later turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    await this.#held;
    if (fault !== 'refuse') apply(fault === 'tear');
    else if (kind === 'sync') this.#files.get(path)?.loseUnsynced();
    if (fault) throw new Error(`EIO: ${kind} of ${basename(path)} failed`);
  }
}

type Apply = (isTorn: boolean) => void;

interface FileCalls {
  readonly change: (kind: DiskStep['kind'], apply: Apply) => Promise<void>;
  readonly onRead: (bytes: number) => void;
}

class FaultFile implements DiskFile {
  readonly #calls: FileCalls;
  #content: Buffer;
  /** What survives a loss of power for certain. */
  #synced: Buffer;
  /** What the next sync will save. */
  #dirty: { readonly from: number; readonly to: number }[] = [];
  /** Whether the folder's entry of it has been synced. */
  isNamed: boolean;

  constructor(
    readonly path: string,
    calls: FileCalls,
    content?: Buffer,
  ) {
    this.#calls = calls;
    this.#content = content ?? Buffer.alloc(0);
    this.#synced = Buffer.from(this.#content);
    this.isNamed = content !== undefined;
  }

  get size(): number {
    return this.#content.length;
  }

  get content(): Buffer {
    return this.#content;
  }

  write(offset: number, bytes: Uint8Array): Promise<void> {
    return this.#calls.change('write', (isTorn) => {
      const written = isTorn ? bytes.subarray(0, bytes.length / 2) : bytes;
      const to = offset + written.length;
      const content = Buffer.alloc(Math.max(this.#content.length, to));
      this.#content.copy(content);
      content.set(written, offset);
      this.#content = content;
      this.#dirty.push({ from: offset, to });
    });
  }

  sync(): Promise<void> {
    return this.#calls.change('sync', (isTorn) => {
      const size = this.#dirty.reduce((end, { to }) => Math.max(end, to), this.#synced.length);
      const synced = Buffer.alloc(Math.min(size, this.#content.length));
      this.#synced.copy(synced);
      // A torn sync has saved half of what it should have saved.
      const saved = isTorn ? this.#dirty.slice(0, this.#dirty.length / 2) : this.#dirty;
      for (const { from, to } of saved) this.#content.copy(synced, from, from, to);
      this.#synced = synced;
      this.#dirty = [];
    });
  }

  async read(offset: number, length: number): Promise<Buffer> {
    await new Promise((resolve) => setImmediate(resolve));
    const bytes = Buffer.from(this.#content.subarray(offset, offset + length));
    this.#calls.onRead(bytes.length);
    return bytes;
  }

  truncate(size: number): Promise<void> {
    return this.#calls.change('truncate', () => {
      this.#content = Buffer.from(this.#content.subarray(0, size));
      this.#dirty = this.#dirty.filter(({ from }) => from < size);
    });
  }

  async close(): Promise<void> {
    // Nothing is held.
  }

  cut(size: number): void {
    this.#content = Buffer.from(this.#content.subarray(0, size));
    this.#synced = Buffer.from(this.#content);
  }

  loseUnsynced(): void {
    this.#dirty = [];
  }

  afterPowerLoss(fate: Fate): Buffer {
    const isLong = this.#content.length === this.#synced.length || fate(this.path, NAME);
    const image = Buffer.alloc((isLong ? this.#content : this.#synced).length);
    for (let from = 0, sector = 0; from < image.length; from += SECTOR_BYTES, sector += 1) {
      const to = Math.min(from + SECTOR_BYTES, image.length);
      const isSame = this.#content.subarray(from, to).equals(this.#synced.subarray(from, to));
      const source = isSame || fate(this.path, sector) ? this.#content : this.#synced;
      image.set(source.subarray(from, to), from);
    }
    return image;
  }
}
