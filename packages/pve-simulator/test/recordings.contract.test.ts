/**
 * Replays the recorded answers of real PVE against the simulator: same status, same reason, same content type, refusals
 * word for word, and successes in the same shape. The recordings are test data under a licence of their own and not
 * part of this repository; they are looked for beside it, and where they are absent these tests say so and are skipped.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Recording, recordingsSchema } from './recordings/recording.ts';
import { Replay } from './recordings/replay.ts';
import { scenes } from './recordings/scenes.ts';
import { shapeDifferences } from './recordings/shape.ts';

const folder = new URL('../../../../shared/pve/recordings/', import.meta.url);
const present = existsSync(folder);

function load(name: string): Recording[] {
  return recordingsSchema.parse(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));
}

function differences(recording: Recording, answer: Awaited<ReturnType<Replay['play']>>): string[] {
  if (answer === null) return [];
  const { response } = recording;
  const found: string[] = [];
  if (answer.status !== response.status) found.push(`status ${answer.status} instead of ${response.status}`);
  if (answer.reason !== response.reason) found.push(`reason '${answer.reason}' instead of '${response.reason}'`);
  const type = response.contentType;
  if ((answer.contentType ?? null) !== type) found.push(`content type ${answer.contentType} instead of ${type}`);
  if (response.status !== 200) {
    const body = type === null ? answer.text : JSON.parse(answer.text || 'null');
    if (JSON.stringify(sorted(body)) !== JSON.stringify(sorted(response.body))) found.push(`body ${answer.text}`);
    return found;
  }
  return [...found, ...shapeDifferences(response.body, JSON.parse(answer.text || 'null'), recording.request.path)];
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)));
}

/** Said in the name of each test that is skipped. */
const absence = present ? '' : ' (skipped: no recordings at ../shared/pve to replay)';

test.skipIf(!present)(`every recording is played${absence}`, () => {
  const recorded = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
  expect(scenes.map(({ name }) => name).sort()).toEqual(recorded.sort());
});

for (const scene of scenes) {
  test.skipIf(!present)(`answers as real PVE did: ${scene.name}${absence}`, async () => {
    const recordings = load(scene.name);
    await using replay = await Replay.start(scene, recordings);
    const wrong: string[] = [];
    for (const recording of recordings) {
      const answer = await replay.play(recording);
      if (answer === null) continue;
      const label = `${recording.request.method} ${recording.request.path} ${recording.request.body ?? ''}`;
      wrong.push(...differences(recording, answer).map((difference) => `${label}: ${difference}`));
    }
    expect(wrong).toEqual([]);
  });
}
