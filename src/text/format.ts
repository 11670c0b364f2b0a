// Formats numbers, lists, times, commits and package names for sentences.
import { oneLine, toCodeSpan } from './sanitize.ts';

/** "1 file", "2,000 files". */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** Names as code: "`a`, `b` and `c`"; with a count where there are more than `limit`: "`a`, `b` and 3 more". */
export function listedCode(names: readonly string[], limit = 12): string {
  const shown = names.slice(0, limit).map(toCodeSpan);
  return names.length > limit ? `${shown.join(', ')} and ${names.length - limit} more` : listed(shown);
}

/** "High", from "high". */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The first seven digits of a commit. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** "830 ms", "1.2 s", "42 s", "3 min 5 s". */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return seconds % 60 === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** "2026-11-23 10:30 UTC", from ISO 8601. */
export function utcTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return oneLine(iso, 40);
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** "$0.12", "$0.0042", "under $0.0001". */
export function dollars(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.0001) return 'under $0.0001';
  return usd < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
}

/** "domain → store": an import, without the prefix that both packages share. */
export function edgeLabel(edge: { readonly from: string; readonly to: string }, prefix: string): string {
  return `${shortPackage(edge.from, prefix)} → ${shortPackage(edge.to, prefix)}`;
}

/** An import path without the prefix that all packages share. */
export function shortPackage(importPath: string, prefix: string): string {
  const short = importPath.startsWith(prefix) ? importPath.slice(prefix.length) : importPath;
  return oneLine(short === '' ? (importPath.split('/').at(-1) ?? importPath) : short, 120);
}

/** The directories that all import paths begin with, with the last slash; "" for none. */
export function sharedPrefix(importPaths: readonly string[]): string {
  const [first = '', ...others] = importPaths.map((path) => path.split('/'));
  let length = Math.max(0, first.length - 1);
  for (const other of others) {
    let same = 0;
    while (same < Math.min(length, other.length - 1) && other[same] === first[same]) same++;
    length = same;
  }
  return length === 0 ? '' : `${(first as readonly string[]).slice(0, length).join('/')}/`;
}
