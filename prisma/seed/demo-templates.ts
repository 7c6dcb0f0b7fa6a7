// The offer of a fresh installation, told the way a support person needs it: what the machine is for, what runs in it,
// how one gets in. The source VMIDs are those of the simulated cluster; on a real one they are the templates made as
// docs/proxmox-setup.md says.
import type { TemplateVersion } from '@portal/domain';

type DemoTemplate = Omit<TemplateVersion, 'templateId' | 'clusterId' | 'version'>;

const bounds = (min: number, normal: number, max: number) => ({ min, default: normal, max });
const GIB = 1024;

const shortLease = { leaseMinHours: 1, leaseDefaultHours: 24, leaseMaxHours: 336, graceHours: 24 } as const;
const customerLease = { leaseMinHours: 2, leaseDefaultHours: 72, leaseMaxHours: 720, graceHours: 72 } as const;
const linux = { disk: 'scsi0', cloneMode: 'linked', loginUser: 'support', cloudInit: true, guestAgent: true } as const;
const windows = {
  disk: 'scsi0',
  cloneMode: 'linked',
  loginUser: 'support',
  cloudInit: false,
  guestAgent: true,
} as const;

export const demoTemplates: readonly DemoTemplate[] = [
  {
    ...linux,
    ...customerLease,
    slug: 'pbx-asterisk',
    sourceVmid: 9000,
    name: 'Asterisk PBX',
    category: 'pbx_appliance',
    summary: 'A complete PBX for rebuilding a customer’s telephone system.',
    description:
      'Asterisk 22 LTS on Debian, ready to register phones one minute after it starts. Twenty extensions (100 to 119) ' +
      'with known passwords, a ring group, a voicemail box and an echo test on 600 are set up. Import a customer’s ' +
      'configuration through the web interface, or replace the files under /etc/asterisk and reload.',
    operatingSystem: 'Debian 13',
    included: [
      'SIP over UDP, TCP and TLS on ports 5060 and 5061',
      'RTP on ports 10000 to 10200',
      'Web administration on port 443',
      'sngrep and tcpdump for traces of calls',
      'Echo test on extension 600',
    ],
    vcpus: bounds(1, 2, 8),
    memoryMiB: bounds(1 * GIB, 2 * GIB, 16 * GIB),
    diskGiB: bounds(20, 20, 200),
    accessMethods: ['https', 'ssh', 'console'],
  },
  {
    ...linux,
    ...shortLease,
    slug: 'sip-test',
    sourceVmid: 9001,
    name: 'SIP test client',
    category: 'pbx_appliance',
    summary: 'Places and answers calls from the command line, to reproduce call faults.',
    description:
      'A small machine that plays the caller and the called. SIPp scenarios for registration, transfer, hold, early ' +
      'media and one-way audio lie ready in ~/scenarios; each writes a trace that you can attach to the ticket. Point ' +
      'it at a PBX from this portal or, where the firewall allows it, at the customer’s.',
    operatingSystem: 'Debian 13',
    included: [
      'SIPp with fourteen scenarios, and pjsua',
      'tshark and sngrep; traces are kept in ~/traces',
      'RTP quality report (jitter, loss, MOS) after each call',
    ],
    vcpus: bounds(1, 1, 4),
    memoryMiB: bounds(512, 1 * GIB, 4 * GIB),
    diskGiB: bounds(10, 10, 40),
    accessMethods: ['ssh', 'console'],
  },
  {
    ...windows,
    ...shortLease,
    slug: 'win11-support',
    sourceVmid: 9002,
    name: 'Windows 11 support client',
    category: 'windows_client',
    summary: 'A current Windows desktop with the softphone and our support tools.',
    description:
      'Windows 11 Enterprise with the state that most customers have: Microsoft 365 apps, Edge and Chrome, the current ' +
      'softphone and the headset drivers. Windows Update is paused for the life of the machine, so that nothing ' +
      'changes under a test. First start takes about three minutes, with one restart.',
    operatingSystem: 'Windows 11 Enterprise 25H2',
    included: [
      'Remote Desktop on port 3389',
      'Softphone, headset drivers and the log collector',
      'Microsoft 365 apps, Edge, Chrome and Firefox',
      'Sysinternals, Wireshark and 7-Zip',
    ],
    vcpus: bounds(2, 4, 8),
    memoryMiB: bounds(4 * GIB, 8 * GIB, 32 * GIB),
    diskGiB: bounds(64, 80, 256),
    accessMethods: ['rdp', 'console'],
  },
  {
    ...windows,
    ...shortLease,
    slug: 'win10-legacy',
    sourceVmid: 9003,
    name: 'Windows 10 for older products',
    category: 'windows_client',
    summary: 'For customers who still run the 2019 client and its 32-bit connectors.',
    description:
      'Windows 10 LTSC with the 32-bit runtime libraries that our older products need: softphone 6.4, the TAPI driver, ' +
      'Outlook 2019 with the legacy connector, and Internet Explorer mode for the old web client. It is cut off from ' +
      'the internet; copy files in over Remote Desktop.',
    operatingSystem: 'Windows 10 Enterprise LTSC 2021',
    included: [
      'Remote Desktop on port 3389, with drive redirection',
      'Softphone 6.4 and the TAPI driver',
      'Outlook 2019 with the legacy connector',
      '.NET Framework 3.5 and Visual C++ runtimes from 2008 on',
    ],
    vcpus: bounds(2, 2, 4),
    memoryMiB: bounds(2 * GIB, 4 * GIB, 16 * GIB),
    diskGiB: bounds(50, 60, 128),
    accessMethods: ['rdp', 'console'],
  },
  {
    ...linux,
    ...shortLease,
    slug: 'debian-13',
    sourceVmid: 9004,
    name: 'Debian 13',
    category: 'linux_utility',
    summary: 'A plain, fast Linux machine: up in under a minute.',
    description:
      'Debian 13 with the tools of a network diagnosis and nothing else running but SSH. Made for a quick check from ' +
      'inside the support network, for a reverse proxy in front of a test, or as the second end of a measurement. Your ' +
      'account may use sudo.',
    operatingSystem: 'Debian 13',
    included: [
      'OpenSSH on port 22, sudo without a password',
      'tcpdump, mtr, iperf3, nmap, dig, curl and openssl',
      'Python 3.13 and Podman',
    ],
    vcpus: bounds(1, 1, 8),
    memoryMiB: bounds(512, 1 * GIB, 16 * GIB),
    diskGiB: bounds(8, 10, 200),
    accessMethods: ['ssh', 'console'],
  },
  {
    ...linux,
    ...shortLease,
    slug: 'ubuntu-2604',
    sourceVmid: 9005,
    name: 'Ubuntu 26.04 log workbench',
    category: 'linux_utility',
    summary: 'Room and tools to take customers’ logs and traces apart.',
    description:
      'Ubuntu 26.04 LTS with what it takes to read large logs: upload a support bundle by SCP, unpack it with ' +
      'bundle-open, and search it in the browser. A MySQL and a PostgreSQL server stand ready for dumps of customers’ ' +
      'databases. Everything in it is deleted with the machine, which is what our data agreements ask for.',
    operatingSystem: 'Ubuntu 26.04 LTS',
    included: [
      'OpenSSH on port 22; upload by SCP or SFTP',
      'Log viewer in the browser on port 443',
      'lnav, ripgrep, jq, goaccess and tshark',
      'MySQL 8.4 and PostgreSQL 18 for dumps',
    ],
    vcpus: bounds(1, 2, 8),
    memoryMiB: bounds(1 * GIB, 2 * GIB, 32 * GIB),
    diskGiB: bounds(12, 40, 500),
    accessMethods: ['ssh', 'https', 'console'],
  },
];
