// HTML elements that the page is built from. All foreign text in them is escaped.
import MarkdownIt from 'markdown-it';
import { escapeHtml, oneLine, toInline, toProse, toTitle } from '../../text/sanitize.ts';

/** Raw HTML is off: only the Markdown that sanitizing leaves is rendered. */
const markdown = new MarkdownIt({ html: false, linkify: false });

/** Foreign prose with its paragraphs, lists and code. */
export function paragraphs(text: string, max: number): string {
  return markdown.render(toProse(text, max));
}

/** One line of foreign prose. */
export function inlineText(text: string, max: number): string {
  return markdown.renderInline(toInline(text, max));
}

/** A foreign title; only its code spans are rendered. */
export function titleText(text: string): string {
  return markdown.renderInline(toTitle(text));
}

/** Prose under a small heading; nothing for blank prose. */
export function labelled(label: string, text: string): string {
  return text.trim() === '' ? '' : `<h3>${label}</h3>${paragraphs(text, 3000)}`;
}

/** A link; without an address, its label. */
export function anchor(address: string | null, label: string): string {
  return address === null ? escapeHtml(label) : `<a href="${escapeHtml(address)}">${escapeHtml(label)}</a>`;
}

/** A list of HTML; nothing without items. */
export function listOf(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

/** A folded list of foreign text, at most 500 items; nothing without items. */
export function details(summary: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const shown = items.slice(0, 500).map((item) => escapeHtml(oneLine(item, 800)));
  return `<details><summary>${escapeHtml(summary)}</summary>${listOf(shown)}</details>`;
}
