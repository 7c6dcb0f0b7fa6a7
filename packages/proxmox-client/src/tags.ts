// Tags: stored as one string, separated by `;` as PVE writes it, or by `,` or blanks as people do.

export const splitTags = (tags: string): readonly string[] => tags.split(/[;,\s]+/).filter((tag) => tag !== '');

export const joinTags = (tags: readonly string[]): string => tags.join(';');
