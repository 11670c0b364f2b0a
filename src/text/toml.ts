// The one door for foreign TOML.
import { parse } from 'smol-toml';

/** The value of a text, or why it was not read: completes "the file was not read: …". Never throws. */
export function readToml(text: string, maxCharacters: number): { readonly value: unknown } | { readonly why: string } {
  if (text.length > maxCharacters) return { why: `larger than ${maxCharacters.toLocaleString('en-US')} characters` };
  try {
    return { value: parse(text, { maxDepth: 30 }) };
  } catch (thrown) {
    const [reason] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n', 1);
    return { why: `invalid TOML: ${(reason ?? '').replace(/^Invalid TOML document: /, '').slice(0, 160)}` };
  }
}
