/** A name and not an address: the code is what to decide by. */
export const problemTypePrefix = 'urn:support-portal:problem:';
