// Whether an address is this machine's own, where cookies may travel without TLS.

const names = ['localhost', '127.0.0.1', '[::1]'];

export const isLoopback = ({ protocol, hostname }: URL): boolean => protocol === 'http:' && names.includes(hostname);
