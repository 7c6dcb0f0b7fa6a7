// What is kept of people's SSH keys.
export interface SshKeyRecord {
  readonly id: string;
  readonly name: string;
  readonly publicKey: string;
  /** SHA-256 of the public key's text, hex. */
  readonly keyHash: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

export interface SshKeyReader {
  /** The one that was used last first; then by age, the newest first. */
  ofPerson(userId: string): Promise<readonly SshKeyRecord[]>;
}
