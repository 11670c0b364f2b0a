// The README names everything that can be set, said and run, and its example of a settings file is valid. Decisions are
// short and name files that exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Settings } from '../src/domain/settings.ts';
import { parseSettings } from '../src/gather/settings/settings-file.ts';
import { VARIABLES } from '../src/process/env.ts';
import { commandReply } from '../src/webhook/reply-texts.ts';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const readme = read('README.md');
const example = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

test('the example of a settings file has no mistake; the page about the settings has every key', () => {
  expect(parseSettings(example, 'README.md').problems).toEqual([]);
  expect(Object.keys(Settings.shape)).toEqual(expect.arrayContaining(Object.keys(parse(example))));
});

test('what the example calls the default is the default', () => {
  const defaults = Settings.parse({});
  const said = example.split('\n').filter((line) => line.includes('# the default'));
  const [written] = [parse(said.join('\n')) as Partial<Settings>];
  expect(said.length).toBeGreaterThan(5);
  expect(defaults).toMatchObject(written);
});

test('every variable of the environment is named', () => {
  const variables = Object.keys(VARIABLES);
  expect(variables.length).toBeGreaterThan(25);
  expect(variables.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

test('every command of a comment is named', () => {
  const commands = [...(commandReply({ kind: 'help', unknown: false }) ?? '').matchAll(/`(\/architect[^`]*)`/g)].map(
    ([, command]) => command,
  );
  expect(commands.filter((command) => !readme.includes(`\`${command}\``))).toEqual([]);
});

test('the permissions and events are those of app.yml', () => {
  const { default_permissions: permissions } = parse(read('app.yml'));
  expect(permissions).toEqual({
    contents: 'read',
    metadata: 'read',
    merge_queues: 'read',
    pull_requests: 'write',
    checks: 'write',
    issues: 'write',
  });
  expect(readme.replace(/\s+/g, ' ')).toContain(
    'read contents, metadata and merge queues; write pull requests, checks and issue comments. So it cannot push.',
  );
});

test('every script that it tells to run is there', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const told = [...readme.matchAll(/\bnpm (?:run )?(build|start|demo|test|check|bench)\b/g)].map(([, name]) => name);
  expect(told.filter((name) => scripts[name ?? ''] === undefined)).toEqual([]);
});

const DECISIONS = readdirSync(new URL('../.github/decisions', import.meta.url)).map(
  (name) => `.github/decisions/${name}`,
);

test.each(['README.md', ...DECISIONS])('every path of src in %s exists', (file) => {
  const paths = [...read(file).matchAll(/`(src\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
  expect(paths.filter((path) => !existsSync(new URL(`../${path}`, import.meta.url)))).toEqual([]);
});

test.each(DECISIONS)('%s has at most 40 lines: context, choice, price', (file) => {
  const text = read(file);
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  for (const part of ['**Context.**', '**Choice.**', '**Price.**']) expect(text).toContain(part);
});
