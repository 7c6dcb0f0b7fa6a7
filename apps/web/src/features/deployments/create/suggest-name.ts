// A name that nobody has to think about: the template's slug, then the ticket where there is one, else a word and a
// number that are easy to say on the phone. Windows names are as short as Windows keeps them.
import { type GuestKind, isWindows, windowsNameLength } from '@portal/types';

const words = [
  'amber',
  'birch',
  'cedar',
  'coral',
  'delta',
  'ember',
  'fjord',
  'grove',
  'heron',
  'indigo',
  'juniper',
  'kestrel',
  'lagoon',
  'maple',
  'north',
  'ocean',
  'pebble',
  'quartz',
  'river',
  'sable',
  'tundra',
  'umber',
  'violet',
  'willow',
] as const;

const longest = 63;
const numbers = 1000;
const windowsHead = 'win-';

/** Whatever the text is, as part of a DNS label. */
const asLabel = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

const cut = (label: string): string => label.slice(0, longest).replace(/-+$/, '');

/** The end of a ticket, where tickets differ. */
const windowsName = (suffix: string): string =>
  `${windowsHead}${suffix.slice(windowsHead.length - windowsNameLength).replace(/^-+/, '')}`;

/** `random` is in [0, 1), drawn by the caller. */
export const suggestName = (template: GuestKind & { slug: string }, ticket: string, random: number): string => {
  const ticketLabel = asLabel(ticket);
  const drawn = Math.floor(random * words.length * numbers);
  const word = words[Math.floor(drawn / numbers)] ?? words[0];
  const suffix = ticketLabel === '' ? `${word}-${drawn % numbers}` : ticketLabel;
  if (isWindows(template)) return windowsName(suffix);
  return cut(`${asLabel(template.slug) || 'vm'}-${suffix}`);
};
