import { describe, expect, test } from '@jest/globals';
import { readRelations } from '../../../src/analyse/clauses/relations/read-relations.ts';
import type { Noun, Relation } from '../../../src/analyse/clauses/relations/relation.ts';
import { stripMarkup } from '../../../src/analyse/clauses/split-sentences.ts';

const listed = (nouns: readonly Noun[]) =>
  nouns.map(({ kind, text }) => (kind === 'code' || kind === 'word' ? text : `<${kind}>`)).join(' ');
const shown = ({ kind, subjects, objects, edges }: Relation) =>
  kind === 'order'
    ? edges.map(([from, to]) => `${from.text} > ${to.text}`).join(', ')
    : `${listed(subjects)} ${kind} ${listed(objects)}`.trim();

/** "a forbids b", one a relation. */
function said(markdown: string): string[] {
  const { plain, spans } = stripMarkup(markdown);
  return readRelations(plain, spans).map(shown);
}

describe('a sentence about dependencies', () => {
  test.each([
    ['`billing` must not import `web`.', 'billing forbids web'],
    ["Billing mustn't ever depend on the web layer.", 'Billing forbids web'],
    ['`billing` may never directly reference `web` or `mail`.', 'billing forbids web mail'],
    ['`web` is never imported by `billing`.', 'billing forbids web'],
    ['`web` must not be imported from `billing` or `mail`.', 'billing mail forbids web'],
    ['Never import `web` in `billing`.', 'billing forbids web'],
    ['No imports from `web` in `billing`.', 'billing forbids web'],
    ['Imports of `web` in `billing` are forbidden.', 'billing forbids web'],
    ['Billing has no dependencies on `web`.', 'Billing forbids web'],
    ['Billing has zero web dependencies.', 'Billing forbids web'],
    ['The billing package stays free of web imports.', 'billing forbids web'],
    ['Billing is independent of the web and mail packages.', 'Billing forbids web mail'],
    ['Mail knows nothing about billing.', 'Mail forbids billing'],
    ['Under no circumstances may billing import web.', 'billing forbids web'],
    ['Web may import billing, but not the other way around.', 'billing forbids Web'],
    ['`web` depends on `billing`, never the reverse.', 'billing forbids web'],
    ['`billing` imports only `money`.', 'billing allows-only money'],
    ['`billing` may only depend on `money` and the standard library.', 'billing allows-only money <standard>'],
    ['`billing` imports nothing but the standard library.', 'billing allows-only <standard>'],
    ['Billing imports the standard library only.', 'Billing allows-only <standard>'],
    ['Billing depends on nothing.', 'Billing allows-only'],
    ['Billing has zero external dependencies.', 'Billing forbids <external>'],
    ['Billing must not depend on any other layer.', 'Billing forbids <other-layers>'],
    ['Only `web` may import `session`.', 'web from-others session'],
    ['`session` may only be imported by `web`.', 'web from-others session'],
    ['Features must not import each other.', 'Features apart'],
    ['The imports point towards billing.', 'inward billing'],
    ['Dependencies flow inward.', 'inward'],
    ['Layers: web → billing → money', 'web > billing, billing > money'],
    ['money <- billing <- web is the dependency rule', 'billing > money, web > billing'],
    ['`web` → `billing` ← `mail`', 'web > billing, mail > billing'],
    ['**Billing**: holds prices; must not import `web`.', 'Billing forbids web'],
  ])('%s', (sentence, relation) => {
    expect(said(sentence)).toEqual([relation]);
  });

  test('says several things, one after the other', () => {
    expect(said('`a` must not import `b`, and `c` must not import `d`; `e` depends on nothing.')).toEqual([
      'a forbids b',
      'c forbids d',
      'e allows-only',
    ]);
  });

  test.each([
    ['German', '`billing` darf `web` nicht importieren.'],
    ['German', '`billing` hängt nicht von `web` ab.'],
    ['French', '`billing` ne doit jamais importer `web`.'],
    ['French', '`billing` ne dépend pas de `web`.'],
    ['Spanish', '`billing` no debe depender de `web`.'],
    ['Portuguese', '`billing` não pode importar `web`.'],
    ['Russian', '`billing` не должен зависеть от `web`.'],
    ['Vietnamese', '`billing` không được import `web`.'],
    ['Turkish', '`billing`, `web` paketini import etmemeli.'],
    ['Chinese', '`billing` 层不得直接依赖 `web` 包。'],
    ['Chinese', '禁止在 `billing` 中导入 `web`。'],
    ['Japanese', '`billing` は `web` に依存してはいけない。'],
    ['Korean', '`billing`은 `web`에 의존하지 않는다.'],
  ])('is heard in %s: %s', (_, sentence) => {
    expect(said(sentence)).toEqual(['billing forbids web']);
  });

  test.each([
    ['`web` imports `billing`.'],
    ['Web may import billing.'],
    ['Import `billing` before you use it.'],
    ['This package must not be large.'],
    ['Never panic in a handler.'],
    ['Use `errors.Is` and never compare errors.'],
    ['Run `go test ./...` before you commit.'],
    ['The request flows through three steps.'],
    ['所有依赖在 `container.go` 中注册'],
  ])('that forbids no import says nothing: %s', (sentence) => {
    expect(said(sentence)).toEqual([]);
  });

  test('with a condition says so', () => {
    const conditions = ['unless it is a test', 'except in `cmd`', 'if it can be avoided', 'that it does not need'];
    const read = conditions.map((words) => readRelations(`Billing must not import anything from web, ${words}.`, []));
    expect(read.slice(0, 3).map(([one]) => one?.hasException)).toEqual([true, true, true]);
  });

  test('of any length is read in bounded time', () => {
    const started = performance.now();
    expect(said('`a` must not import `b` and '.repeat(5_000))).toEqual([]);
    expect(said('（'.repeat(500))).toEqual([]);
    expect(said('never '.repeat(99))).toEqual([]);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
