// Recognizes GitHub's refusals by their documented messages, as several share one status, and explains them.

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
 * A secondary limit often shows in no header; that of comments, "was submitted too quickly", has the status 422.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
const limitMessage = /\brate limit\b|\babuse detection\b|\bsubmitted too quickly\b/i;

/** True for the message of a primary or secondary rate limit. */
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
  if (answer.status === 403 && answer.headers['x-github-sso'] !== undefined) return 'sso';
  const found = documentedRefusals.find(
    ({ pattern, status = answer.status }) => status === answer.status && pattern.test(answer.message),
  );
  return found?.reason ?? null;
}

/**
 * @param request `action` completes "could not …"; `permission` is the one that it takes
 * @param answer GitHub's own words, for a refusal that we have none for
 */
export function describeRefusal(
  reason: RefusalReason,
  { action, permission }: { readonly action: string; readonly permission?: string },
  answer: { readonly status: number; readonly message: string },
): string {
  const could = `Could not ${action}`;
  const lacks = permission === undefined ? 'a permission' : `the permission "${permission}"`;
  switch (reason) {
    case 'credentials':
      return `${could}: GitHub rejected the App's credentials. Check APP_ID and PRIVATE_KEY.`;
    case 'permission':
      return `${could}: the App lacks ${lacks}. Grant it in the App's settings and accept it in the installation.`;
    case 'not-found':
      return `${could}: not found on GitHub. It was deleted, or the App is not installed on it or lacks ${lacks}.`;
    case 'suspended':
      return `${could}: the App's installation is suspended. An owner can unsuspend it in the installation's settings.`;
    case 'archived':
      return `${could}: the repository is archived and read-only.`;
    case 'locked':
      return `${could}: the conversation is locked.`;
    case 'sso':
      return `${could}: the organization enforces SAML single sign-on. An owner must authorize the App.`;
    case 'ip-allow-list':
      return `${could}: the organization's IP allow list does not include this server.`;
    case 'blocked':
      return `${could}: GitHub has blocked access to the repository.`;
    case 'empty-repository':
      return `${could}: the repository has no commits.`;
    case 'no-common-ancestor':
      return `${could}: the head and the base have no common ancestor.`;
    case 'not-fast-forward':
      return `${could}: the branch has moved.`;
    case 'unknown-commit':
    case 'invalid':
    case 'other':
      return `${could}: GitHub answered ${answer.status}: ${firstLine(answer.message)}`;
  }
}

function firstLine(message: string): string {
  return message
    .split('\n')[0]!
    .replace(/ - https:\/\/docs\.github\.com\S*$/, '')
    .slice(0, 300);
}
