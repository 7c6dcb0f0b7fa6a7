/** The CPU types that PVE 9.2 knows without a model of one's own, and the flags that a VM may set (PVE/QemuServer/CPUConfig.pm, CPUFlags.pm). */
const versions = (name: string, ...suffixes: string[]) => [name, ...suffixes.map((suffix) => `${name}-${suffix}`)];

const intel = [
  ...['486', 'pentium', 'pentium2', 'pentium3', 'coreduo', 'core2duo', 'Conroe', 'Penryn', 'KnightsMill'],
  ...['Nehalem', 'Westmere', 'SandyBridge', 'IvyBridge'].flatMap((name) => versions(name, 'IBRS')),
  ...['Haswell', 'Broadwell'].flatMap((name) => versions(name, 'IBRS', 'noTSX', 'noTSX-IBRS')),
  ...versions('Skylake-Client', 'IBRS', 'noTSX-IBRS', 'v4'),
  ...versions('Skylake-Server', 'IBRS', 'noTSX-IBRS', 'v4', 'v5'),
  ...versions('Cascadelake-Server', 'v2', 'noTSX', 'v4', 'v5'),
  ...versions('Cooperlake', 'v2'),
  ...versions('Icelake-Client', 'noTSX'),
  ...versions('Icelake-Server', 'noTSX', 'v3', 'v4', 'v5', 'v6', 'v7'),
  ...versions('SapphireRapids', 'v2', 'v3', 'v4'),
  ...versions('GraniteRapids', 'v2', 'v3'),
  ...versions('SierraForest', 'v2', 'v3'),
  'ClearwaterForest',
];
const amd = [
  ...['athlon', 'phenom', 'Opteron_G1', 'Opteron_G2', 'Opteron_G3', 'Opteron_G4', 'Opteron_G5'],
  ...versions('EPYC', 'IBPB', 'v3', 'v4', 'v5'),
  ...versions('EPYC-Rome', 'v2', 'v3', 'v4', 'v5'),
  ...versions('EPYC-Milan', 'v2', 'v3'),
  ...versions('EPYC-Genoa', 'v2'),
  'EPYC-Turin',
];
const arm = [
  ...['a64fx', 'neoverse-n1', 'neoverse-n2', 'neoverse-v1'],
  ...['a35', 'a53', 'a55', 'a57', 'a710', 'a72', 'a76'].map((name) => `cortex-${name}`),
];
const generic = [
  'kvm32',
  'kvm64',
  'qemu32',
  'qemu64',
  'max',
  'host',
  ...versions('x86-64', 'v2', 'v2-AES', 'v3', 'v4').slice(1),
];
const models = new Set([...intel, ...amd, ...arm, ...generic]);

const flags = [
  ...['aes', 'amd-no-ssb', 'amd-ssbd', 'hv-evmcs', 'hv-tlbflush', 'ibpb', 'md-clear', 'nested-virt', 'pcid', 'pdpe1gb'],
  ...['spec-ctrl', 'ssbd', 'virt-ssbd'],
];

/** What PVE refuses of a CPU whose grammar holds; no model of one's own is set up here. */
export function cpuComplaint(values: ReadonlyMap<string, string>): string | null {
  const type = values.get('cputype') ?? '';
  if (type === '') return 'CPU is missing cputype\n';
  if (type.startsWith('custom-')) return `Custom cputype '${type.slice('custom-'.length)}' not found\n`;
  if (!models.has(type)) return `Built-in cputype '${type}' is not defined (missing 'custom-' prefix?)\n`;
  const set = (values.get('flags') ?? '').split(';').filter((flag) => flag !== '');
  if (set.some((flag) => !flags.includes(flag.slice(1)))) {
    return `VM-specific CPU flags must be a subset of: ${flags.join(', ')}\n`;
  }
  return values.has('reported-model') ? "Property 'reported-model' not allowed in VM-specific CPU config.\n" : null;
}
