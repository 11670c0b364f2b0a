// Finds the place of a linter's rule in its file, so that it can be quoted word for word.
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';

/** Keys and indexes from the top of the file to a value. */
export type LinterFilePath = readonly (string | number)[];

/** Offsets of the value at a place of a YAML or JSON file: a key with its value, or an item of a list. */
export function yamlRange(document: Document, at: LinterFilePath): [number, number] {
  let node: unknown = document.contents;
  let start = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of at) {
    const found = childOf(document, resolved(document, node), key);
    if (found === null) break;
    node = found.value;
    start = found.start;
  }
  const value = resolved(document, node);
  const isCopied = value !== node;
  const end = isNode(value) ? (value.range?.[1] ?? start) : start;
  const from = isCopied && isNode(value) ? (value.range?.[0] ?? start) : start;
  return [from, Math.max(from, end)];
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function childOf(document: Document, node: unknown, key: string | number): { value: unknown; start: number } | null {
  if (isSeq(node) && typeof key === 'number') {
    const item = node.items[key];
    return isNode(item) ? { value: item, start: item.range?.[0] ?? 0 } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.find((item: Pair) => isScalar(item.key) && String(item.key.value) === String(key));
  if (pair !== undefined && isScalar(pair.key)) return { value: pair.value, start: pair.key.range?.[0] ?? 0 };
  return mergedInto(node, document).flatMap((source) => childOf(document, source, key) ?? [])[0] ?? null;
}

/** The maps that `<<` copies into a map. */
function mergedInto({ items }: YAMLMap, document: Document): readonly unknown[] {
  return items
    .filter(({ key }: Pair) => isScalar(key) && String(key.value) === '<<')
    .flatMap(({ value }: Pair) => (isSeq(value) ? value.items : [value]))
    .map((source) => resolved(document, source));
}

/**
 * Offsets of a line of a TOML file that says a value. The parser gives no places, so the line is the first with the
 * words below the header of its table.
 *
 * @param words of the value, as they are written in quotes, or its key
 */
export function tomlRange(text: string, at: LinterFilePath, words: string): [number, number] {
  const names = at.filter((key): key is string => typeof key === 'string');
  const isHeader = (line: string, name: string) =>
    /^\s*\[/.test(line) &&
    line
      .replace(/["']/g, '')
      .split(/[.[\]]/)
      .includes(name);
  const lines = text.split('\n');
  let from = 0;
  for (const name of names) {
    const found = lines.findIndex((line, index) => index >= from && isHeader(line, name));
    if (found !== -1) from = found;
  }
  const below = lines.findIndex((line, index) => index >= from && line.includes(words));
  const index = below === -1 ? from : below;
  const start = lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0);
  return [start, start + lines[index]!.trimEnd().length];
}
