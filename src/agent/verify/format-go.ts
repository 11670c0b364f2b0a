// Go code in a recommendation: formatted as gofmt does, and refused when it does not parse.
import { format } from '@wasm-fmt/gofmt';
import { messageOf } from '../../domain/errors.ts';
import { removeHidden } from '../../text/sanitize.ts';

export type FormattedGo = { readonly ok: true; readonly code: string } | { readonly ok: false; readonly why: string };

/** Takes a file, declarations or statements, with or without a Markdown fence around them. */
export function formatGo(text: string): FormattedGo {
  const fenced = /^\s*(`{3,}|~{3,})[^\n]*\n(.*?)\n?\1\s*$/s.exec(text);
  const code = removeHidden(fenced?.[2] ?? text).trim();
  if (code === '') return { ok: true, code: '' };
  if (/^\s*\/[a-z]/im.test(code)) return { ok: false, why: 'a line begins with a slash and a word, which is no Go' };
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
