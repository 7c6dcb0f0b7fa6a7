/**
 * Sends recorded requests to a simulator. UPIDs of the recording are translated to the simulator's own, and a task that
 * the recording found finished is waited for. Full clones are held until then, because the recording looks at them
 * while they run.
 */
import { fastTiming, type Simulator, startSimulator } from '../../src/index.ts';
import { PveClient, until, upidOf, type WireResult } from '../pve-client.ts';
import type { Recording } from './recording.ts';
import { laboratorySecret, type Scene } from './scenes.ts';

const upidPattern = /UPID(?::|%3A)[^/?]+/;

export class Replay {
  readonly #simulator: Simulator;
  readonly #scene: Scene;
  readonly #upids = new Map<string, string>();
  #held: string | null = null;

  private constructor(simulator: Simulator, scene: Scene) {
    this.#simulator = simulator;
    this.#scene = scene;
  }

  static async start(scene: Scene): Promise<Replay> {
    const timing = { ...fastTiming, lockWaitMs: 30, ...scene.timing };
    const simulator = await startSimulator({ cluster: scene.seed, timing });
    await scene.prepare(simulator.control);
    return new Replay(simulator, scene);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#simulator.close();
  }

  /** The simulator's answer, or null for an exchange that the scene does not play. */
  async play(recording: Recording): Promise<WireResult | null> {
    if (recording.request.path.endsWith('/template') && recording.response.status === 200) {
      await this.#simulator.control.updateConfig(9000, {
        template: 1,
        scsi0: 'local:9000/base-9000-disk-0.qcow2,size=1G',
      });
    }
    if (this.#scene.skips(recording) !== null) return null;
    const path = this.#translate(recording);
    if (path === null || this.#isPastMoment(recording)) return null;
    const holds = recording.request.body?.includes('full=1') === true;
    // The clone runs until the recording has seen it finished or aborted.
    if (holds) await this.#simulator.control.hangTask({ type: 'qmclone' });
    await this.#setAgent(recording);
    if (recording.request.method === 'DELETE') await this.#heldCloneWorks();
    const answer = await this.#answer(recording, path);
    this.#learn(recording, answer);
    if (holds && answer.status === 200) this.#held = upidOf(answer);
    else if (holds) await this.#simulator.control.clearFaults();
    return answer;
  }

  /** A task that the recording saw running, and that is over here: nothing to compare. */
  #isPastMoment({ request, response }: Recording): boolean {
    const running = JSON.stringify(response.body ?? null).includes('"status":"running"');
    const upid = this.#upids.get(decodeURIComponent(upidPattern.exec(request.path)?.[0] ?? ''));
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

  #translate({ request }: Recording): string | null {
    const path = request.path.slice('/api2/json'.length).replace(/(y+)… \(\d+ characters\)/, '$1');
    const named = upidPattern.exec(path)?.[0];
    if (named === undefined) return path;
    const own = this.#upids.get(decodeURIComponent(named));
    return own === undefined ? null : path.replace(named, encodeURIComponent(own));
  }

  #learn(recording: Recording, answer: WireResult): void {
    const { body } = recording.response;
    const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : null;
    if (typeof data === 'string' && data.startsWith('UPID:')) this.#upids.set(data, upidOf(answer));
  }

  async #answer({ request, response }: Recording, path: string): Promise<WireResult> {
    const client = new PveClient(this.#simulator.url, authorizationOf(request.auth, response.reason));
    const body = request.body?.replace(/(x+)… \((\d+) characters\)/, (_, letters: string, length: string) =>
      letters.padEnd(Number(length), 'x'),
    );
    const send = () => client.call(request.method, path, body ?? undefined, request.contentType ?? undefined);
    const ended = JSON.stringify(response.body ?? null).includes('"exitstatus"');
    if (!ended) return await send();
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

/** The recordings name who called, not what was sent; refused callers are made up from the reason. */
function authorizationOf(auth: string, reason: string): string | null {
  if (auth === 'none') return null;
  if (reason === 'No ticket') return 'Bearer abc';
  const token = /^token (\S+)$/.exec(auth)?.[1];
  if (token === undefined) return 'PVEAPIToken garbage';
  return `PVEAPIToken=${token}=${reason === 'Authentication failed!' ? 'wrong' : laboratorySecret}`;
}
