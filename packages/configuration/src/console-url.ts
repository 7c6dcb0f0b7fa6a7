// Where browsers connect to the consoles of VMs: which addresses can work.
import { isOnThisMachine } from './web-address.ts';

export const consoleUrlFault = (value: string): string | null => {
  const url = URL.parse(value);
  if (url === null || !/^wss?:$/.test(url.protocol)) return 'must look like wss://portal.example.com/console';
  if (url.pathname !== '/console' || url.search !== '' || url.hash !== '') return 'must end with /console';
  if (url.username !== '' || url.password !== '') return 'must carry no user and no password';
  return url.protocol === 'ws:' && !isOnThisMachine(url)
    ? 'must begin with wss:// unless it is localhost: a page that came over TLS connects to nothing else'
    : null;
};
