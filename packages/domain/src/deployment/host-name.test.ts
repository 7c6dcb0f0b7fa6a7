import { deploymentNameSchema, hostNameOf } from '@portal/types';
import { expect, test } from 'vitest';
import { aTemplate } from '../../test/records.ts';
import { canaryName, suggestedName } from './host-name.ts';

const slugs = ['win11-support', 'windows-server-2025-with-everything', '2025-x', 'a'.repeat(63)];
const ids = ['0199aaaa-0000-7000-8000-000000111111', '0199aaaa-0000-7000-8000-000000222222'];

test.each(slugs)('a name that the server makes up for Windows keeps its random end, and is no number: %s', (slug) => {
  const windows = aTemplate({ slug, category: 'windows_client', firstBoot: 'cloudbase_init' });
  for (const nameFor of [suggestedName, canaryName]) {
    const names = ids.map((id) => hostNameOf(nameFor(windows, id), windows));
    expect(new Set(names).size).toBe(ids.length);
    for (const name of names) {
      expect(deploymentNameSchema.safeParse(name).success).toBe(true);
      expect(name).toMatch(/[a-z-]/);
    }
  }
});
