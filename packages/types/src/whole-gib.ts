/** PVE reports odd sizes in fractions; what is larger by less than this is the same. */
const toleranceGiB = 0.05;

/** The size of a disk as it is asked for and counted. */
export const wholeGiB = (sizeGiB: number): number => Math.max(1, Math.ceil(sizeGiB - toleranceGiB));
