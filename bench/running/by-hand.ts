/**
 * What an administrator's script does for one VM, and nothing more: the same PVE calls as the portal's steps, one after the other,
 * without a database, an ownership tag check or a look at anything else. It looks every 50 ms whether a task has ended.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';

export interface PveAccess {
  readonly url: string;
  readonly tokenId: string;
  readonly tokenSecret: string;
}

export interface Order {
  readonly node: string;
  readonly template: number;
  readonly vmid: number;
  readonly name: string;
  readonly pool: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
}

const POLL_MS = 50;

const answerSchema = z.object({ data: z.unknown() });
const upidSchema = z.string().startsWith('UPID:');
const taskSchema = z.object({ status: z.string(), exitstatus: z.string().optional() });
const interfacesSchema = z.object({
  result: z.array(
    z.object({ name: z.string(), 'ip-addresses': z.array(z.object({ 'ip-address': z.string() })).optional() }),
  ),
});

type Parameters = Readonly<Record<string, string>>;

export class ByHand {
  readonly #pool: Pool;
  readonly #authorization: string;

  constructor({ url, tokenId, tokenSecret }: PveAccess) {
    this.#pool = new Pool(url);
    this.#authorization = `PVEAPIToken=${tokenId}=${tokenSecret}`;
  }

  /** From nothing to a running VM with an address. */
  async makeVm(order: Order): Promise<void> {
    const { node, vmid } = order;
    const guest = `/nodes/${node}/qemu/${vmid}`;
    await this.#must('GET', `/cluster/nextid?vmid=${vmid}`);
    await this.#task(node, 'POST', `/nodes/${node}/qemu/${order.template}/clone`, {
      newid: String(vmid),
      name: order.name,
      description: 'Made by hand',
      pool: order.pool,
      full: '0',
    });
    const sizes = { cores: String(order.cores), sockets: '1', memory: String(order.memoryMiB) };
    await this.#must('PUT', `${guest}/config`, { ...sizes, tags: 'by-hand', ciuser: 'support' });
    await this.#task(node, 'PUT', `${guest}/resize`, { disk: 'scsi0', size: `${order.diskGiB}G` });
    await this.#task(node, 'POST', `${guest}/status/start`);
    while (!(await this.#hasAddress(guest))) await wait(POLL_MS);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #hasAddress(guest: string): Promise<boolean> {
    const { status, data } = await this.#send('GET', `${guest}/agent/network-get-interfaces`);
    if (status !== 200) return false;
    const { result } = interfacesSchema.parse(data);
    return result.some(({ name, 'ip-addresses': addresses = [] }) => name !== 'lo' && addresses.length > 0);
  }

  async #task(node: string, method: 'POST' | 'PUT', path: string, parameters: Parameters = {}): Promise<void> {
    const upid = upidSchema.parse(await this.#must(method, path, parameters));
    for (;;) {
      const task = taskSchema.parse(await this.#must('GET', `/nodes/${node}/tasks/${encodeURIComponent(upid)}/status`));
      if (task.status === 'stopped' && task.exitstatus === 'OK') return;
      if (task.status === 'stopped') throw new Error(`${path}: ${task.exitstatus}`);
      await wait(POLL_MS);
    }
  }

  async #must(method: 'GET' | 'POST' | 'PUT', path: string, parameters?: Parameters): Promise<unknown> {
    const { status, data } = await this.#send(method, path, parameters);
    if (status !== 200) throw new Error(`${method} ${path} answered ${status}`);
    return data;
  }

  async #send(method: 'GET' | 'POST' | 'PUT', path: string, parameters?: Parameters) {
    const response = await this.#pool.request({
      method,
      path: `/api2/json${path}`,
      headers: { authorization: this.#authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: parameters === undefined ? null : new URLSearchParams(parameters).toString(),
    });
    const text = await response.body.text();
    const parsed = response.statusCode === 200 ? answerSchema.parse(JSON.parse(text)) : { data: null };
    return { status: response.statusCode, data: parsed.data };
  }
}
