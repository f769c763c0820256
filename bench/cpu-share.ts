import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The cpu controller of control groups of version 1, where Linux has it. */
const CONTROLLER = '/sys/fs/cgroup/cpu';

/** What our groups are called. */
const PREFIX = 'strata-bench-';

/** Microseconds after which a share begins anew; the shorter, the more of it goes into going on where the last one ended. */
const PERIOD = 100_000;

/** The weight against all that is not limited; 1,024 is that of a process. What a share gives, it should get. */
const WEIGHT = 16_384;

/** Takes away from a process all but a part of one core. */
export class CpuShare {
  readonly #folder: string;

  /** @param share of one core: 0.25 */
  constructor(pid: number, share: number) {
    this.#folder = makeGroup(String(pid));
    this.#write('cpu.cfs_period_us', PERIOD);
    this.#write('cpu.cfs_quota_us', Math.round(PERIOD * share));
    this.#write('cpu.shares', WEIGHT);
    this.#write('cgroup.procs', pid);
  }

  /** Takes away what a run left that was killed. @throws Error if the system does not let us limit processes */
  static prepare(): void {
    try {
      leftOver().forEach((folder) => rmdirSync(folder));
      rmdirSync(makeGroup('trial'));
    } catch (error) {
      throw new Error(
        `Run this as root on Linux, with the cpu controller of control groups of version 1 at ${CONTROLLER} ` +
          `(${(error as Error).message})`,
        { cause: error },
      );
    }
  }

  /** Call it when the process has ended. */
  remove(): void {
    rmdirSync(this.#folder);
  }

  #write(file: string, value: number): void {
    writeFileSync(path.join(this.#folder, file), String(value));
  }
}

/** Groups whose processes have ended. */
function leftOver(): string[] {
  const names = readdirSync(CONTROLLER).filter((name) => name.startsWith(PREFIX));
  const folders = names.map((name) => path.join(CONTROLLER, name));
  return folders.filter((folder) => readFileSync(path.join(folder, 'cgroup.procs'), 'utf8') === '');
}

function makeGroup(name: string): string {
  const folder = path.join(CONTROLLER, `${PREFIX}${name}`);
  mkdirSync(folder);
  return folder;
}
