// PVE's lists in one string: tags, content types. It writes `;` or `,`, people also write blanks.

export const splitList = (list: string): readonly string[] => list.split(/[;,\s]+/).filter((item) => item !== '');

export const joinTags = (tags: readonly string[]): string => tags.join(';');
