import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BENCH } from './options.mjs';

/**
 * One side of a comparison, in a process of its own, so that neither's heap, collector or compiled code
 * weighs on the other. Its functions are called by name; the file hands them to `serve`.
 */
export class Side {
  #file;
  #process;
  #calls = new Map();
  #nextId = 1;
  #onNote;

  /** @param onNote told whatever the side says by itself */
  constructor(file, onNote = () => undefined) {
    this.#file = file;
    this.#onNote = onNote;
    this.#process = fork(join(BENCH, file), { serialization: 'advanced' });
    this.#process.on('message', (message) => this.#take(message));
    this.#process.on('exit', (status, signal) => this.#end(status ?? signal));
  }

  get pid() {
    return this.#process.pid;
  }

  /** Calls a function of the side. Rejects with its error, or when its process ends. */
  call(name, params) {
    return new Promise((resolve, reject) => {
      if (this.#hasEnded) return reject(new Error(`${this.#file} has ended`));
      const id = this.#nextId++;
      this.#calls.set(id, { resolve, reject });
      this.#process.send({ id, name, params });
    });
  }

  /** Ends the process without a word, as a crash does. */
  async kill() {
    if (this.#hasEnded) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  /** Lets go of everything; what it left running is not waited for. */
  async stop() {
    if (this.#hasEnded) return;
    await this.call('close').catch(() => undefined);
    await this.kill();
  }

  get #hasEnded() {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  #take({ id, result, error, note }) {
    if (id === undefined) return this.#onNote(note);
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(error);
  }

  #end(how) {
    for (const { reject } of this.#calls.values()) reject(new Error(`${this.#file} ended: ${how}`));
    this.#calls.clear();
  }
}

/** The other end: serves functions to the process that started this one. */
export function serve(functions) {
  process.on('message', ({ id, name, params }) => {
    functions[name](params).then(
      (result) => process.send({ id, result }),
      (error) => process.send({ id, error }),
    );
  });
  // Ctrl-C is for the parent, which ends its sides in order.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(1));
}

/** Tells the parent something that it did not ask for. */
export const note = (text) => process.send({ note: text });
