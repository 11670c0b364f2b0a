// The tool that ends a conversation: takes what the model submits, or says how to fix it.
import type { Tool } from './tool.ts';

export interface SubmitTool<Result> {
  readonly tool: Pick<Tool, 'name' | 'description' | 'inputSchema'>;
  /** @param isLast no further attempt follows, so whatever is valid has to be taken */
  take(input: unknown, isLast: boolean): SubmitReply<Result>;
  /** The input that a model wrote as text instead of calling the tool; undefined where the text has none. */
  fromText?(text: string): unknown;
}

/** The result, or what the model has to fix before it submits again. */
export type SubmitReply<Result> = { readonly result: Result } | { readonly fix: string };
