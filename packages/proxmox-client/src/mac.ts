// MAC addresses as PVE's configuration (`BC:24:11:…`), Linux agents (`bc:24:11:…`) and Windows agents write them.

const macForm = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
/** Loopback and tunnels report it. */
const noMac = '00:00:00:00:00:00';

/** Lower case with colons; null for none. */
export const parseMac = (text: string | undefined): string | null => {
  const mac = (text ?? '').toLowerCase().replaceAll('-', ':');
  return macForm.test(mac) && mac !== noMac ? mac : null;
};
