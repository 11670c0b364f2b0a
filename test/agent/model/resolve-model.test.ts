import { describe, expect, test } from '@jest/globals';
import { resolveModel, resolveName } from '../../../src/agent/model/resolve-model.ts';

describe('the name of a model', () => {
  test.each<[string, (string | null)[], string, boolean]>([
    ['the seed’s alias', [null, 'sonnet[1m]'], 'claude-sonnet-5-5', true],
    ['an alias', [null, 'opus'], 'claude-opus-5-5', false],
    ['an alias in capitals', [null, 'Haiku'], 'claude-haiku-5-5', false],
    ['a full id', ['claude-opus-4-8', 'sonnet'], 'claude-opus-4-8', false],
    ['a full id with a long context', ['claude-sonnet-4-6[1m]', null], 'claude-sonnet-4-6', true],
    [
      'Bedrock’s id',
      ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', null],
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      false,
    ],
    ['Vertex’s id', ['claude-sonnet-4-5@20250929', null], 'claude-sonnet-4-5@20250929', false],
    ['inherit, which leaves it to the next', ['inherit', 'opus'], 'claude-opus-5-5', false],
    ['inherit, with nothing after it', [null, 'inherit'], 'claude-sonnet-5-5', false],
    ['nothing', [null, null], 'claude-sonnet-5-5', false],
  ])('may be %s', (_, names, id, longContext) => {
    expect(resolveModel(names)).toEqual({ id, longContext, unknown: null, refused: null });
  });

  test.each(['gpt', 'the best one', 'sonnet [1m', '; rm -rf /', ''])('"%s" gives way to the next', (name) => {
    expect(resolveModel([name, 'opus'])).toEqual({
      id: 'claude-opus-5-5',
      longContext: false,
      unknown: name === '' ? null : name,
      refused: null,
    });
  });
});

describe('a list of models that are allowed', () => {
  const operator = (...models: string[]) => ({ by: 'operator' as const, models });
  const team = (...models: string[]) => ({ by: 'team' as const, models });

  test.each<[string, string, string]>([
    ['an alias', 'sonnet', 'claude-sonnet-5-5'],
    ['the id of an alias', 'claude-sonnet-5-5', 'sonnet'],
    ['any date of an id without one', 'claude-haiku-4-5', 'claude-haiku-4-5-20251001'],
    ['Bedrock’s name of it', 'claude-sonnet-4-5', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['Vertex’s name of it', 'claude-sonnet-4-5-20250929', 'claude-sonnet-4-5@20250929'],
    ['a name that only its own server knows', 'qwen3', 'qwen3'],
  ])('allows %s', (_, allowed, asked) => {
    expect(resolveModel([asked], [operator(allowed)])).toMatchObject({ refused: null, unknown: null });
  });

  test.each<[string, (string | null)[], Parameters<typeof resolveModel>[1], string, object | null]>([
    [
      'the next name that is allowed',
      ['opus', 'haiku'],
      [operator('haiku')],
      'claude-haiku-5-5',
      { name: 'opus', by: 'operator' },
    ],
    ['the default', ['opus'], [operator('haiku', 'sonnet')], 'claude-sonnet-5-5', { name: 'opus', by: 'operator' }],
    [
      'the first that is allowed',
      ['opus', 'inherit'],
      [operator('haiku', 'fable')],
      'claude-haiku-5-5',
      { name: 'opus', by: 'operator' },
    ],
    ['the first that both allow', [null], [operator('fable', 'haiku'), team('haiku')], 'claude-haiku-5-5', null],
    ['the operator’s where they agree on none', [null], [operator('haiku'), team('opus')], 'claude-haiku-5-5', null],
    [
      'no other date than the one that is given',
      ['claude-opus-4-5-20251101'],
      [operator('claude-opus-4-5-20250101')],
      'claude-opus-4-5-20250101',
      { name: 'claude-opus-4-5-20251101', by: 'operator' },
    ],
  ])('gives way to %s', (_, names, limits, id, refused) => {
    expect(resolveModel(names, limits)).toMatchObject({ id, refused });
  });
});

test('the operator may name a model that only his server knows, or leave it to others', () => {
  expect(resolveName('qwen3')).toMatchObject({ id: 'qwen3' });
  expect(resolveName('opus[1m]')).toMatchObject({ id: 'claude-opus-5-5', longContext: true });
  expect([resolveName('inherit'), resolveName(null)]).toEqual([null, null]);
});
