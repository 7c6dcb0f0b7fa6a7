/** The offers in somebody's own order, and the star that makes it. */
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { TemplateGallery } from '../../src/features/templates/template-gallery.tsx';
import { template } from './examples.ts';
import { show } from './stage.tsx';

const named = (id: string, name: string) => ({ ...template, id, name });
const offers = [named('1', 'Alpine'), named('2', 'Bookworm'), named('3', 'Cosmic'), named('4', 'Dapper')];

test('starred templates come first, then those used last, then the rest; each once', async () => {
  show(<TemplateGallery />, {
    'templates.list': { items: offers, nextCursor: null },
    'me.templates': { starred: ['3'], lastUsed: ['4', '3', '2'] },
  });
  await screen.findByRole('heading', { name: 'Favourites' });
  const order = screen.getAllByRole('heading').map(({ textContent }) => textContent);
  expect(order.filter((text) => text !== 'What you get')).toEqual([
    'Favourites',
    'Cosmic',
    'Used last',
    'Dapper',
    'Bookworm',
    'Linux utility VMs',
    'Alpine',
  ]);
});

test('one click stars a template, which stays where it is until the page is opened again', async () => {
  const { person, asked } = show(<TemplateGallery />, {
    'templates.list': { items: offers, nextCursor: null },
    'me.templates': { starred: [], lastUsed: [] },
    'me.starTemplate': { starred: ['2'], lastUsed: [] },
  });
  const star = await screen.findByRole('button', { name: 'Favourite: Bookworm' });
  expect(star).toHaveProperty('ariaPressed', 'false');
  await person.click(star);
  await waitFor(() => expect(star).toHaveProperty('ariaPressed', 'true'));
  expect(asked).toEqual([{ path: 'me.starTemplate', input: { id: '2', starred: true } }]);
  expect(screen.queryByRole('heading', { name: 'Favourites' })).toBeNull();
  expect(document.activeElement).toBe(star);
});
