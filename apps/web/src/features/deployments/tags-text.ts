// Tags as people write them: one after the other, in whatever case.
export const tagsIn = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((tag) => tag !== '');

export const tagsText = (tags: readonly string[]): string => tags.join(' ');
