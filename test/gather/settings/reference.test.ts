// The pages about the settings say what the schema says.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { Settings } from '../../../src/domain/settings.ts';
import { settingsJsonSchema, settingsReference } from '../../../src/gather/gather.ts';
import { parseSettings } from '../../../src/gather/settings/settings-file.ts';

const read = (name: string) => readFileSync(path.resolve(import.meta.dirname, '../../../.github', name), 'utf8');

test('the reference is the schema’s; after a change: architect schema settings --format markdown', () => {
  expect(read('SETTINGS.md')).toBe(settingsReference());
});

test('the JSON Schema is the schema’s; after a change: architect schema settings', () => {
  expect(JSON.parse(read('settings.schema.json'))).toEqual(JSON.parse(JSON.stringify(settingsJsonSchema())));
});

test('the example has every key, nothing else, and no mistake', () => {
  const { problems, value } = parseSettings(read('architect.example.yml'), 'architect.example.yml');
  expect(problems).toEqual([]);
  const current = Object.entries(Settings.shape).flatMap(([key, { description = '' }]) =>
    description.startsWith('Former name of') ? [] : [key],
  );
  expect(Object.keys(value).sort()).toEqual(current.sort());
});
