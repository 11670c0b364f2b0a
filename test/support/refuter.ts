// The answer of a refuter that finds every finding right but the control, for scripted models: it quotes the code that each finding
// quotes.

/** The claim that the program puts among the findings and knows to be false. */
const CONTROL =
  /^title\t.*(?:starts a goroutine that it never waits for|returns while it holds the mutex|leaves the response body of its request open|loops without end when its list is empty)$/m;

/** A request for verdicts: the only one that offers the tool to give them. */
export function asksForVerdicts({ tools }: { readonly tools?: readonly object[] | undefined }): boolean {
  return JSON.stringify(tools ?? []).includes('"SubmitVerdicts"');
}

/**
 * The input of SubmitVerdicts that confirms every finding shown in a request.
 *
 * @param messages of the request; their text is read, whatever its shape
 */
export function confirmAll(messages: readonly { readonly content?: unknown }[]) {
  const text = messages.map(({ content }) => textOf(content)).join('\n');
  const findings = [...text.matchAll(/^<<data finding (\d+)>>$([\s\S]*?)^<<end of data>>$/gm)];
  return {
    verdicts: findings.map(([, number, shown = '']) => ({
      finding: Number(number),
      verdict: CONTROL.test(shown) ? ('undecided' as const) : ('confirmed' as const),
      reason: 'The code does what the finding says.',
      path: /^place\t(.*?):\d+-\d+/m.exec(shown)?.[1] ?? '',
      quote: [...shown.matchAll(/^code\t(.*)$/gm)].map(([, line]) => line).join('\n'),
    })),
  };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((block: unknown) => String(Object(block).text ?? '')).join('\n');
}
