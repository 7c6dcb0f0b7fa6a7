/** The cluster as a whole: quorum, nodes, and clocks, by which leases end and tasks are found again. */
import { badSkewSeconds, notableSkewSeconds, wholeSecondsAhead } from '@portal/domain';
import { type Finding, fail, ok, some, warn } from './finding.ts';
import { isRefusal, remedyOf, type Target, tryTo } from './target.ts';

export async function checkQuorum({ hypervisor, signal }: Target): Promise<Finding> {
  const status = await tryTo(hypervisor.clusterStatus(signal));
  if (isRefusal(status)) {
    const todo = 'Without the state of the quorum nothing is ever destroyed: grant Sys.Audit on / (see rights).';
    return fail('quorum', `not readable: ${status.message}`, remedyOf(status, todo));
  }
  if (status.quorate) return ok('quorum', 'the cluster has it');
  return fail('quorum', 'lost: PVE refuses every change', 'Bring nodes back until `pvecm status` says Quorate: Yes.');
}

export async function checkNodes({ inspector, configuration, signal }: Target): Promise<readonly Finding[]> {
  const nodes = await tryTo(inspector.nodes(signal));
  if (isRefusal(nodes)) return [fail('nodes', `not readable: ${nodes.message}`, 'Try again; see pveproxy’s log.')];
  const { excludedNodes } = configuration.settings;
  const usable = nodes.filter(({ name, online }) => online && !excludedNodes.includes(name));
  const away = nodes.filter(({ online }) => !online).map(({ name }) => name);
  const unknown = excludedNodes.filter((name) => !nodes.some((node) => node.name === name));
  const findings: Finding[] = [
    usable.length === 0
      ? fail('nodes', 'none takes VMs', 'Bring one online, or take it off excludedNodes.')
      : ok('nodes', `${some(usable.map(({ name }) => name))} take VMs`),
  ];
  if (away.length > 0) {
    const todo = 'Until they are back, the portal believes nothing gone, and destroys nothing that it cannot see.';
    findings.push(warn('nodes', `${some(away)}: offline`, todo));
  }
  if (unknown.length > 0) findings.push(warn('nodes', `${some(unknown)}: excluded, and not there`, 'Mend the name.'));
  return findings;
}

async function skewOf({ inspector, now, signal }: Target, node: string) {
  const asked = now();
  const time = await tryTo(inspector.nodeTime(node, signal));
  if (isRefusal(time)) return time;
  return wholeSecondsAhead(time, asked, now());
}

function skewFinding(node: string, skew: number): Finding | null {
  const seconds = Math.abs(skew);
  const found = `${node} is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this machine`;
  const todo = 'Let both keep time by NTP (`chronyc tracking`): leases end by one clock, tasks are found by the other.';
  if (seconds > badSkewSeconds) return fail('clock', found, todo);
  return seconds > notableSkewSeconds ? warn('clock', found, todo) : null;
}

export async function checkClocks(target: Target): Promise<readonly Finding[]> {
  const nodes = await tryTo(target.inspector.nodes(target.signal));
  if (isRefusal(nodes)) return [];
  const findings: Finding[] = [];
  for (const { name, online } of nodes) {
    if (!online) continue;
    const skew = await skewOf(target, name);
    if (isRefusal(skew)) {
      const todo = remedyOf(skew, 'It takes Sys.Audit on /nodes (see rights).');
      findings.push(warn('clock', `of ${name} not readable: ${skew.message}`, todo));
      continue;
    }
    const finding = skewFinding(name, skew);
    if (finding !== null) findings.push(finding);
  }
  return findings.length > 0 ? findings : [ok('clock', 'every node agrees with this machine')];
}
