/** Enough of a public key to know it by: its type, and its last letters. */
const letters = 12;

export const sshKeyText = (publicKey: string): string => {
  const [type = '', key = ''] = publicKey.split(' ');
  return `${type} …${key.replace(/=+$/, '').slice(-letters)}`;
};
