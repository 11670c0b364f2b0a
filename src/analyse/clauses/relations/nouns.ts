// Reads the names of a part of a sentence: "the `handler` and service layers" names two.

import type { Noun } from './relation.ts';
import type { Token } from './tokens.ts';
import type { WordClass } from './word-class.ts';

const GROUPS = ['external', 'standard', 'other-layers', 'everything'] as const;
const FILLERS: readonly WordClass[] = [
  ...(['determiner', 'adverb', 'must', 'only', 'within', 'may', 'never', 'dependencies', 'topic', 'is', 'on'] as const),
  ...(['has', 'inward', 'free', 'by'] as const),
];
/** Words that say only what kind of thing a name is. */
const BARE_KINDS =
  /^(layers?|packages?|modules?|code|director(y|ies)|folders?|files|types?|层|包|模块|代码|的|等|层的|中的|下的|レイヤー|パッケージ|の|層)$/;
const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
/** Names of layers in languages whose other words are no names of packages. */
const NAMES: readonly (readonly [word: string, name: string])[] = [
  ['领域', 'domain'],
  ['領域', 'domain'],
  ['基础设施', 'infrastructure'],
  ['适配器', 'adapter'],
  ['应用', 'application'],
  ['控制器', 'controller'],
  ['仓储', 'repository'],
  ['服务', 'service'],
  ['ドメイン', 'domain'],
  ['アプリケーション', 'application'],
  ['インフラ', 'infrastructure'],
  ['ユースケース', 'usecase'],
  ['ハンドラ', 'handler'],
  ['リポジトリ', 'repository'],
  ['サービス', 'service'],
  ['コントローラ', 'controller'],
  ['プレゼンテーション', 'presentation'],
  ['도메인', 'domain'],
  ['애플리케이션', 'application'],
  ['인프라', 'infrastructure'],
  ['서비스', 'service'],
  ['핸들러', 'handler'],
  ['리포지토리', 'repository'],
];
const MAX_WORDS = 3;
const MAX_NOUNS = 12;

export function has(token: Token | undefined, ...classes: readonly WordClass[]): boolean {
  return token !== undefined && classes.some((one) => token.classes.has(one));
}

/** Names in the order of the sentence; those in parentheses count where they say a name's path. */
export function nounsIn(tokens: readonly Token[]): readonly Noun[] {
  const groups: Token[][] = [[]];
  for (const token of tokens) {
    if (token.mark === 'comma' || token.mark === 'slash' || has(token, 'and')) groups.push([]);
    else groups.at(-1)!.push(token);
  }
  return joinParentheses(groups).flatMap(nounsOf).slice(0, MAX_NOUNS);
}

/** As `nounsIn`; where a subject names nothing that could be looked up ("inner layers"), its words. */
export function subjectsIn(tokens: readonly Token[]): readonly Noun[] {
  const nouns = nounsIn(tokens);
  if (nouns.length > 0) return nouns;
  const words = tokens.filter(
    (token) => !has(token, 'pronoun', 'never', 'adverb', 'must', 'may', 'only', 'within', 'none'),
  );
  const text = words
    .filter(({ mark }) => mark === null)
    .map((token) => token.text)
    .join(' ');
  return text === '' || words.some((token) => has(token, 'stop')) ? [] : [{ kind: 'word', text: text.slice(0, 60) }];
}

/** Tells whether a name is made of words that no lexicon and no path knows. */
export function isUnreadable({ kind, text }: Noun): boolean {
  return kind === 'word' && UNSPACED.test(text);
}

/** A comma within parentheses parts no names. */
function joinParentheses(groups: readonly (readonly Token[])[]): Token[][] {
  const joined: Token[][] = [];
  let depth = 0;
  for (const group of groups) {
    if (depth > 0) joined.at(-1)!.push(...group);
    else joined.push([...group]);
    for (const { mark } of group) depth = Math.max(0, depth + (mark === 'open' ? 1 : mark === 'close' ? -1 : 0));
  }
  return joined;
}

function nounsOf(group: readonly Token[]): Noun[] {
  const { outside, inside } = partParentheses(group);
  for (const kind of GROUPS) {
    const found = outside.find((token) => has(token, kind));
    if (found !== undefined) return [{ kind, text: found.text }];
  }
  const codes = outside.filter(({ isCode }) => isCode);
  if (codes.length > 0) return codes.map(({ text }) => ({ kind: 'code', text }));
  const paths = inside.filter(({ isCode }) => isCode);
  if (paths.length > 0) return paths.map(({ text }) => ({ kind: 'code', text }));
  return wordNoun(outside);
}

function partParentheses(group: readonly Token[]): { outside: Token[]; inside: Token[] } {
  const outside: Token[] = [];
  const inside: Token[] = [];
  let depth = 0;
  for (const token of group) {
    if (token.mark === 'open') depth += 1;
    else if (token.mark === 'close') depth = Math.max(0, depth - 1);
    else (depth > 0 ? inside : outside).push(token);
  }
  return { outside, inside };
}

function wordNoun(tokens: readonly Token[]): Noun[] {
  const words = tokens.filter((token) => token.mark === null && !has(token, 'pronoun', 'stop'));
  const named = words.filter((token) => !has(token, ...FILLERS) && !has(token, 'kind'));
  const kept =
    named.length > 0
      ? named
      : words.filter((token) => has(token, 'kind') && !has(token, 'dependencies') && !BARE_KINDS.test(token.text));
  const text = kept
    .map(({ text: word }) => nameOf(word))
    .filter((word) => word !== '')
    .join(' ');
  if (text === '' || kept.length > MAX_WORDS || text.length > 60) return [];
  return [{ kind: 'word', text }];
}

/** A word as a name of a package; "" for a word of an unspaced language that names none. */
function nameOf(word: string): string {
  if (!UNSPACED.test(word)) return word;
  return NAMES.find(([known]) => word.startsWith(known) && word.length <= known.length + 2)?.[1] ?? '';
}
