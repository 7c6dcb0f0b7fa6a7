/**
 * Sends recorded requests to a simulator. UPIDs of the recording are translated to the simulator's own, and a task that
 * the recording found finished is waited for. Full clones are held until then, because the recording looks at them
 * while they run.
 */
import { fastTiming, type Simulator, startSimulator } from '../../src/index.ts';
import { PveClient, until, upidOf, type WireResult } from '../pve-client.ts';
import { RecordedCallers } from './credentials.ts';
import type { Recording } from './recording.ts';
import { laboratoryPassword, type Scene } from './scenes.ts';

const upidPattern = /UPID(?::|%3A)[^/?]+/;

function textOf({ response }: Recording): string {
  return JSON.stringify(response.body ?? null);
}

function startedTask({ response }: Recording): string | null {
  const { body } = response;
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : null;
  return typeof data === 'string' && data.startsWith('UPID:') ? data : null;
}

export class Replay {
  readonly #simulator: Simulator;
  readonly #recordings: readonly Recording[];
  readonly #callers = new RecordedCallers();
  readonly #upids = new Map<string, string>();
  #held: string | null = null;

  private constructor(simulator: Simulator, recordings: readonly Recording[]) {
    this.#simulator = simulator;
    this.#recordings = recordings;
  }

  static async start(scene: Scene, recordings: readonly Recording[]): Promise<Replay> {
    const timing = { ...fastTiming, lockWaitMs: 30, ...scene.timing };
    const simulator = await startSimulator({ cluster: scene.seed, timing });
    await scene.prepare(simulator.control);
    return new Replay(simulator, recordings);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#simulator.close();
  }

  /** The simulator's answer, or null for the look at a task that was still running then and is over here. */
  async play(recording: Recording): Promise<WireResult | null> {
    const path = this.#translate(recording);
    if (this.#isPastMoment(recording)) return null;
    const holds = recording.request.body?.includes('full=1') === true;
    // The clone runs until the recording has seen it finished or aborted.
    if (holds) await this.#simulator.control.hangTask({ type: 'qmclone' });
    await this.#setAgent(recording);
    await this.#setLockFile(recording);
    if (recording.request.method === 'DELETE') await this.#heldCloneWorks();
    const answer = await this.#answer(recording, path);
    this.#callers.learn(answer);
    const recorded = startedTask(recording);
    if (recorded !== null) this.#upids.set(recorded, upidOf(answer));
    if (holds && answer.status === 200) this.#held = upidOf(answer);
    else if (holds) await this.#simulator.control.clearFaults();
    return answer;
  }

  #isPastMoment(recording: Recording): boolean {
    const running = textOf(recording).includes('"status":"running"');
    const upid = this.#upids.get(decodeURIComponent(upidPattern.exec(recording.request.path)?.[0] ?? ''));
    return running && upid !== undefined && upid !== this.#held;
  }

  /** An abort is recorded of a clone that copies disks, not of one that has only just been asked for. */
  async #heldCloneWorks(): Promise<void> {
    if (this.#held === null) return;
    await until(async () => {
      const { tasks } = await this.#simulator.control.snapshot();
      return tasks.some((task) => task.upid === this.#held && task.phase === 'working');
    });
  }

  /** Whether the guest had come up yet is the recording's to say. */
  async #setAgent({ request, response }: Recording): Promise<void> {
    const vmid = /\/qemu\/(\d+)\/agent\//.exec(request.path)?.[1];
    if (vmid === undefined) return;
    const silent = response.reason === 'QEMU guest agent is not running';
    await this.#simulator.control.setAgent(Number(vmid), silent ? 'absent' : 'ok');
  }

  /** So is whether the clean-up of an earlier run still held the lock of a VM when it was to be stopped. */
  async #setLockFile(recording: Recording): Promise<void> {
    const vmid = Number(/\/qemu\/(\d+)\/status\/stop$/.exec(recording.request.path)?.[1]);
    const upid = startedTask(recording);
    if (Number.isNaN(vmid) || upid === null) return;
    const path = encodeURIComponent(upid);
    const stuck = this.#recordings.some(
      (later) => later.request.path.includes(path) && textOf(later).includes("can't lock file"),
    );
    await this.#simulator.control[stuck ? 'holdLockFile' : 'releaseLockFile'](vmid);
  }

  #translate({ request }: Recording): string {
    const path = request.path.slice('/api2/json'.length).replace(/(y+)… \(\d+ characters\)/, '$1');
    const named = upidPattern.exec(path)?.[0];
    const own = named === undefined ? undefined : this.#upids.get(decodeURIComponent(named));
    return named === undefined || own === undefined ? path : path.replace(named, encodeURIComponent(own));
  }

  async #answer(recording: Recording, path: string): Promise<WireResult> {
    const { request } = recording;
    const client = new PveClient(this.#simulator.url, this.#callers.of(recording));
    const body = request.body
      ?.replace(/(x+)… \((\d+) characters\)/, (_, letters: string, length: string) =>
        letters.padEnd(Number(length), 'x'),
      )
      .replace('<password>', encodeURIComponent(laboratoryPassword));
    const send = () => client.call(request.method, path, body ?? undefined, request.contentType ?? undefined);
    if (!textOf(recording).includes('"exitstatus"')) return await send();
    if (this.#held !== null && path.includes(encodeURIComponent(this.#held))) {
      this.#held = null;
      await this.#simulator.control.clearFaults();
    }
    return await until(async () => {
      const answer = await send();
      return answer.text.includes('"exitstatus"') && answer;
    });
  }
}
