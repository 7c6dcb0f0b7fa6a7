/** What a portal is called that has no name of its own. */
export const productName = 'Support Provisioning Portal';

export interface NamedPortal {
  /** What the installation calls itself. */
  readonly portalName?: string;
}
