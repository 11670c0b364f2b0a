// Formats Go code of a recommendation as gofmt does; rejects code that does not parse.
import { format } from '@wasm-fmt/gofmt';
import { messageOf } from '../../domain/errors.ts';
import { removeHidden } from '../../text/sanitize.ts';

type FormattedGo = { readonly ok: true; readonly code: string } | { readonly ok: false; readonly why: string };

/** Accepts a file, declarations or statements, with or without a Markdown fence. */
export function formatGo(text: string): FormattedGo {
  const fenced = /^\s*(`{3,}|~{3,})[^\n]*\n(.*?)\n?\1\s*$/s.exec(text);
  const code = removeHidden(fenced?.[2] ?? text).trim();
  if (code === '') return { ok: true, code: '' };
  if (/^\s*\/[a-z]/im.test(code)) return { ok: false, why: 'a line starts with a slash and a word, which is not Go' };
  try {
    return { ok: true, code: format(code).trim() };
  } catch (error) {
    return {
      ok: false,
      why: messageOf(error)
        .replace(/^Error:\s*/, '')
        .slice(0, 200),
    };
  }
}
