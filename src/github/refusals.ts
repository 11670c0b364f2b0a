// Recognizes GitHub's refusals by their documented messages: several share one status, and some have no other mark.

/** Why GitHub refused a request for good. */
export type RefusalReason =
  | 'credentials'
  | 'permission'
  | 'not-found'
  | 'suspended'
  | 'archived'
  | 'locked'
  | 'sso'
  | 'ip-allow-list'
  /** Taken down, for legal reasons or by GitHub's terms. */
  | 'blocked'
  | 'empty-repository'
  | 'no-common-ancestor'
  | 'not-fast-forward'
  /** The request names a commit that is not, or no longer, part of the pull request or repository. */
  | 'unknown-commit'
  | 'invalid'
  | 'other';

/**
 * A secondary limit often has neither header: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 * "was submitted too quickly" is the one for comments, with the status 422.
 */
const limitMessage = /\brate limit\b|\babuse detection\b|\bsubmitted too quickly\b/i;

/** Whether the message is that of a primary or secondary rate limit. */
export function isLimitMessage(message: string): boolean {
  return limitMessage.test(message);
}

interface DocumentedRefusal {
  readonly reason: RefusalReason;
  readonly pattern: RegExp;
  /** Where the message alone could mean something else. */
  readonly status?: number;
}

const documentedRefusals: readonly DocumentedRefusal[] = [
  // https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible
  { reason: 'permission', pattern: /\bnot accessible by integration\b|\bpermissions requested are not granted\b/i },
  { reason: 'suspended', pattern: /\binstallation has been suspended\b/i },
  { reason: 'archived', pattern: /\brepository (is|was) archived\b/i },
  // https://docs.github.com/en/communities/moderating-comments-and-conversations/locking-conversations
  { reason: 'locked', pattern: /\b(issue|pull request|conversation) is locked\b|\block prevents review\b/i },
  { reason: 'sso', pattern: /\bSAML enforcement\b/i },
  { reason: 'ip-allow-list', pattern: /\bIP allow list\b/i },
  { reason: 'blocked', pattern: /\brepository access blocked\b/i },
  { reason: 'empty-repository', pattern: /\bgit repository is empty\b/i },
  { reason: 'no-common-ancestor', pattern: /\bno common ancestor\b/i },
  { reason: 'not-fast-forward', pattern: /\bnot a fast.forward\b/i },
  { reason: 'unknown-commit', pattern: /\bcommit\b|commit_(id|oid)\b/i, status: 422 },
];

/** null where neither the message nor a header names a reason that lasts. */
export function findDocumentedRefusal(answer: {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, unknown>>;
}): RefusalReason | null {
  if (answer.headers['x-github-sso'] !== undefined) return 'sso';
  const found = documentedRefusals.find(
    ({ pattern, status = answer.status }) => status === answer.status && pattern.test(answer.message),
  );
  return found?.reason ?? null;
}
