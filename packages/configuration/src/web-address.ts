// The portal's own address and that of the sign-in of an organisation: which can work.
const onThisMachine: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Where what is secret may travel without TLS. */
export const isOnThisMachine = ({ hostname }: URL): boolean => onThisMachine.has(hostname);

export const portalUrlFault = (value: string): string | null => {
  const url = URL.parse(value);
  if (url === null || !/^https?:\/\//i.test(value)) return 'must look like https://portal.example.com';
  if (url.username !== '' || url.password !== '')
    return 'must carry no user and no password; leave out all up to the @';
  if (value.includes('?') || value.includes('#'))
    return 'must end with the host or the port; leave out ? or # and what follows';
  if (url.pathname !== '/') {
    return 'must have no path: the portal answers at the root of its host. Give it a host name of its own';
  }
  if (url.protocol === 'http:' && !isOnThisMachine(url)) {
    return 'must begin with https:// unless it is localhost: from plain http browsers keep no sign-in. Put a proxy with TLS in front';
  }
  return null;
};

export const issuerFault = (value: string): string | null => {
  const url = URL.parse(value);
  if (url === null || !/^https?:\/\//i.test(value)) return 'must look like https://login.example.com/realms/staff';
  if (url.search !== '' || url.hash !== '') return 'must end with its path; leave out ? or # and what follows';
  if (url.username !== '' || url.password !== '') return 'must carry no user and no password';
  if (url.protocol === 'http:' && !isOnThisMachine(url)) return 'must begin with https:// unless it is localhost';
  return null;
};
