// Splits texts into lines, the same text only once in a row: rules ask for lines of one file thousands of times.

let lastText = '';
let lastLines: readonly string[] = [''];

/** Lines of a text, without their line feeds. The text asked for last is not split again. */
export function splitLines(text: string): readonly string[] {
  if (text !== lastText) [lastText, lastLines] = [text, text.split('\n')];
  return lastLines;
}
