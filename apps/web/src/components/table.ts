/** Of the head of a column. */
export const headClass = 'px-3 py-2 text-left text-[0.8125rem] font-medium text-ink-muted';
