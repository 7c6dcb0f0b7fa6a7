// What people have starred of the offer.
export interface StarredTemplates {
  /** Ids of templates. */
  ofPerson(userId: string): Promise<readonly string[]>;
}
