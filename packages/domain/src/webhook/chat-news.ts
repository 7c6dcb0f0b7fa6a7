// A chat is told what is news.
import { dayMs } from '@portal/types';

export const isChatNews = (at: Date, now: Date): boolean => now.getTime() - at.getTime() <= dayMs;
