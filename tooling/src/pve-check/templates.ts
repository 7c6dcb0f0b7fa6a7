/** The PVE templates behind the offers: there, within reach of the token, and passing the checks of every template. */
import {
  agentPrivilege,
  type GuestBridge,
  type GuestConfig,
  type GuestRef,
  missingOf,
  type ObservedGuest,
  type Permissions,
  portalTag,
} from '@portal/domain';
import { rendererFor } from '@portal/messages';
import { type FailedCheck, failedChecks, isError } from '@portal/types';
import { type Finding, fail, ok, some, warn } from './finding.ts';
import type { CheckedOffer } from './offers.ts';
import { networkGrantOf, rightToUse } from './privileges.ts';
import { grantCommands } from './rights.ts';
import { isRefusal, remedyOf, type Target, tryTo } from './target.ts';

const check = 'template';
const say = rendererFor();

interface Fault {
  readonly what: string;
  readonly todo: string;
}

/** A linked clone takes its space where the template lies, a full one where the configuration says. */
function withoutSpace(offer: CheckedOffer, config: GuestConfig, around: Context): readonly Fault[] {
  if (offer.cloneMode === 'full') return [];
  const { permissions, storages, tokenId } = around;
  return config.diskStorages
    .filter((storage) => !storages.includes(storage))
    .map((storage) => `/storage/${storage}`)
    .filter((path) => missingOf(permissions, { path, privileges: [spacePrivilege] }).length > 0)
    .map((path) => ({
      what: `lies on ${path.slice('/storage/'.length)}, where the token lacks ${spacePrivilege}`,
      todo: grantCommands({ path, role: 'PortalStorage' }, tokenId),
    }));
}

const cardOn = ({ name, vlanTag }: GuestBridge): string =>
  `has a network card on ${name}${vlanTag === null ? '' : ` with VLAN tag ${vlanTag}`}`;

/** A clone is plugged in where its template is. */
function withoutNetwork(config: GuestConfig, { permissions, tokenId }: Context): readonly Fault[] {
  return config.bridges
    .filter((bridge) => rightToUse(permissions, bridge) === 'missing')
    .map((bridge) => ({
      what: `${cardOn(bridge)}, where the token lacks SDN.Use`,
      todo: grantCommands(networkGrantOf(bridge), tokenId),
    }));
}

/** A right on the nodes' own bridges is none on a VNet, and its name does not tell which of them this is. */
function doubtfulNetwork(config: GuestConfig, { permissions, tokenId }: Context): readonly Fault[] {
  return config.bridges
    .filter((bridge) => rightToUse(permissions, bridge) === 'heldUnlessVnet')
    .map((bridge) => ({
      what: `${cardOn(bridge)}, where the token has SDN.Use unless that is a VNet`,
      todo: `If it is a VNet, grant SDN.Use on its zone: ${grantCommands(networkGrantOf(bridge), tokenId)}`,
    }));
}

const spacePrivilege = 'Datastore.AllocateSpace';

interface Context {
  readonly guests: readonly ObservedGuest[];
  /** Those whose rights are checked for themselves. */
  readonly storages: readonly string[];
  readonly permissions: Permissions;
  readonly tokenId: string;
}

async function checkOffer(
  { hypervisor, signal }: Target,
  offer: CheckedOffer,
  around: Context,
): Promise<readonly Finding[]> {
  const about = `${offer.slug} (${offer.sourceVmid})`;
  const guest = around.guests.find(({ vmid }) => vmid === offer.sourceVmid);
  if (guest === undefined) {
    const todo = `Put the template into the pool, where the token has VM.Audit, or mend the VMID in the offer.`;
    return [fail(check, `${about}: does not exist, or the token may not see it`, todo)];
  }
  const ref: GuestRef = { node: guest.node, vmid: guest.vmid };
  const config = await tryTo(hypervisor.guestConfig(ref, signal));
  if (isRefusal(config))
    return [fail(check, `${about}: not readable: ${config.message}`, remedyOf(config, 'It takes VM.Audit on it.'))];
  const failed = failedChecks(offer, config);
  const said = (checks: readonly FailedCheck[]): readonly Fault[] =>
    checks.map(({ code, params }) => {
      const reason = { code, params: { ...params } };
      return { what: `${say(reason)} ${say(reason, 'consequences')} [${code}]`, todo: say(reason, 'remedies') };
    });
  const faults = [
    ...said(failed.filter(isError)),
    ...withoutSpace(offer, config, around),
    ...withoutNetwork(config, around),
  ];
  const warnings = [...said(failed.filter((one) => !isError(one))), ...doubtfulNetwork(config, around)];
  const doubts = warnings.map(({ what, todo }) => warn(check, `${about}: ${what}`, todo));
  if (faults.length > 0) return [...faults.map(({ what, todo }) => fail(check, `${about}: ${what}`, todo)), ...doubts];
  const extras = [...(offer.cloudInit ? ['cloud-init'] : []), ...(offer.guestAgent ? ['agent'] : [])];
  return [ok(check, `${[about, `on ${guest.node}`, ...extras].join(', ')}`), ...doubts];
}

export async function checkTemplates(target: Target): Promise<readonly Finding[]> {
  const { offers, inspector, signal } = target;
  if (offers.length === 0) {
    const todo =
      'Register one in the portal’s administration, or write a file of offers: docs/proxmox-setup.md, step 2.';
    return [warn(check, 'none is on offer', todo)];
  }
  const guests = await tryTo(inspector.guests(signal));
  if (isRefusal(guests)) return [fail(check, `not readable: ${guests.message}`, 'Try again.')];
  const permissions = await tryTo(inspector.permissions(signal));
  if (isRefusal(permissions)) return [fail(check, `not readable: ${permissions.message}`, 'Try again.')];
  const { settings, tokenId } = target.configuration;
  const around = { guests, permissions, tokenId, storages: settings.storages };
  const found: (readonly Finding[])[] = [];
  for (const offer of offers) found.push(await checkOffer(target, offer, around));
  return found.flat();
}

const TRIED_AT_MOST = 3;

/** Asks the agents of a few running VMs of the portal. */
export async function checkAgent(target: Target, major: number): Promise<Finding> {
  const { inspector, hypervisor, signal } = target;
  const guests = await tryTo(inspector.guests(signal));
  const running = isRefusal(guests)
    ? []
    : guests.filter(({ power, tags }) => power === 'running' && tags.includes(portalTag)).slice(0, TRIED_AT_MOST);
  if (running.length === 0) return ok('agent', 'not tried: no VM of the portal runs (--canary makes one)');
  const refusals: string[] = [];
  for (const { node, vmid } of running) {
    const addresses = await tryTo(hypervisor.guestInterfaces({ node, vmid }, signal));
    if (!isRefusal(addresses)) return ok('agent', `of VM ${vmid} answers`);
    if (addresses.code === 'forbidden') {
      return fail('agent', addresses.message, `Grant ${agentPrivilege(major)} on the pool (see rights).`);
    }
    refusals.push(`${vmid}: ${addresses.message}`);
  }
  return warn('agent', some(refusals), 'Is qemu-guest-agent installed and running in the templates?');
}
