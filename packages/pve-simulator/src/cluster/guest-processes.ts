/** Commands that an agent was asked to run. */
const firstGuestPid = 180;

/** Output of finished commands, by VM and process id, until it is asked for; as the agent keeps it, in no file. */
export class GuestProcesses {
  readonly #outputs = new Map<string, string>();
  #nextPid = firstGuestPid;

  start(vmid: number, output: string): number {
    const pid = this.#nextPid;
    this.#nextPid += 1;
    this.#outputs.set(`${vmid}:${pid}`, output);
    return pid;
  }

  outputOf(vmid: number, pid: number): string | undefined {
    const key = `${vmid}:${pid}`;
    const output = this.#outputs.get(key);
    this.#outputs.delete(key);
    return output;
  }
}
