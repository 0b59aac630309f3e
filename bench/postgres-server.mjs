import { execFileSync } from 'node:child_process';
import { accessSync, chownSync, constants, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where Debian and Ubuntu put the programs of each major version. */
const DEBIAN = '/usr/lib/postgresql';
/** The user that the package makes; the server refuses to run as root. */
const USER = 'postgres';
const HOW_TO_GET = `PostgreSQL is not installed, and the goals are ratios to it.
On Debian or Ubuntu: apt-get install postgresql
Elsewhere: put the folder with initdb and pg_ctl on the PATH.`;

/** A PostgreSQL of our own: stock settings, reached by a socket in its own folder only. */
export class PostgresServer {
  #bin;
  #folder;
  #data;
  #isUp = false;

  constructor(bin, folder) {
    this.#bin = bin;
    this.#folder = folder;
    this.#data = join(folder, 'data');
  }

  /**
   * Makes a server in a folder and starts it.
   * @throws Error that says how to get PostgreSQL when it is not there
   */
  static async start(folder) {
    const server = new PostgresServer(findPrograms(), folder);
    await mkdir(folder);
    if (isRoot()) {
      const [user, group] = ['-u', '-g'].map((flag) => Number(output('id', [flag, USER])));
      chownSync(folder, user, group);
    }
    server.#run('initdb', ['-D', server.#data, '--auth=trust', '-U', USER, '--no-locale']);
    server.restart();
    return server;
  }

  /** How clients reach it. */
  get connection() {
    return { host: this.#folder, user: USER };
  }

  /** The process whose children do the work. */
  get pid() {
    return Number.parseInt(readFileSync(join(this.#data, 'postmaster.pid'), 'utf8'), 10);
  }

  restart() {
    // No network at all: the socket lies in a folder that only its owner may enter.
    const options = `-c listen_addresses='' -k '${this.#folder}'`;
    const log = join(this.#folder, 'log');
    this.#run('pg_ctl', ['start', '-w', '-s', '-D', this.#data, '-l', log, '-o', options]);
    this.#isUp = true;
  }

  /** Ends at once, as in a crash: nothing is written out, and the next start recovers from the log. */
  crash() {
    this.#isUp = false;
    this.#run('pg_ctl', ['stop', '-s', '-D', this.#data, '-m', 'immediate']);
  }

  stop() {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#run('pg_ctl', ['stop', '-w', '-s', '-D', this.#data, '-m', 'fast']);
  }

  #run(program, args) {
    const path = join(this.#bin, program);
    const [command, ...rest] = isRoot() ? ['runuser', '-u', USER, '--', path] : [path];
    try {
      execFileSync(command, [...rest, ...args], { cwd: this.#folder, stdio: 'pipe' });
    } catch (error) {
      throw new Error(`${program} failed: ${String(error.stderr).trim()}`, { cause: error });
    }
  }
}

/**
 * The folder of the newest server that is installed.
 * @throws Error that says how to get one
 */
export function findPrograms(packaged = DEBIAN, path = (process.env.PATH ?? '').split(delimiter)) {
  const debian = namesIn(packaged)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(packaged, version, 'bin'));
  const bin = [...debian, ...path].find((folder) => isProgram(join(folder, 'initdb')));
  if (bin === undefined) throw new Error(HOW_TO_GET);
  return bin;
}

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const isRoot = () => process.getuid() === 0;
const output = (command, args) => execFileSync(command, args, { encoding: 'utf8' }).trim();
