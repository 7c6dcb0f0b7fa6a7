// Apart from the contract, whose schemas pages do without.

/** So many of the last lines of a task's log are told. */
export const mostTaskLogLines = 500;
