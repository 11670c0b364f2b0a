// Answers commands that only read or record: about findings, settings and the team's rules.
import { factLedger } from '../agent/agent.ts';
import { allRules, isNamed } from '../analyse/analyse.ts';
import type { CommandJob } from '../domain/job.ts';
import type { Step } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { FindingMemory, PolicyPort, RuleExplanation } from '../domain/user-commands.ts';
import { describeSettings, gather } from '../gather/gather.ts';
import { createGitHubFindingMemory } from '../publish/github.ts';
import { fileAddress } from '../publish/publish.ts';
import { type AppParts, createRepositoryPorts } from './app-parts.ts';

/** What a pull request remembers of its findings, with the texts of our rules. */
export function createFindingMemory({ app, config, botLogin, log }: AppParts): FindingMemory {
  const memoryOf = ({ installationId, repository }: CommandJob) =>
    createGitHubFindingMemory({
      client: app.client(installationId, repository.name, 'write'),
      botLogin,
      appId: config.app.id,
      log,
    });
  return {
    async explainFinding(job, finding, signal) {
      const lookup = await memoryOf(job).lookUp(job, finding, signal);
      const id = lookup.kind === 'found' ? lookup.finding.rule : null;
      const rule = id === null ? undefined : allRules.find((one) => isNamed(one, id));
      return { lookup, rule: rule === undefined ? null : explanationOf(rule) };
    },
    decideFinding: (job, decision, signal) => memoryOf(job).decide(job, decision, signal),
  };
}

/** Its texts alone: the queue stores them. */
function explanationOf({ id, why, exceptions, fix }: RuleExplanation): RuleExplanation {
  return { id, why, exceptions, fix };
}

/** What applies to a pull request, or on an issue to the default branch. */
export function createPolicyPort(parts: AppParts): PolicyPort {
  const snapshotOf = async (job: CommandJob, signal: AbortSignal) => {
    const ports = createRepositoryPorts(parts, { ...job, id: `command/${job.commentId}` });
    const step: Step = (_name, work) => work(signal);
    const target = await ports.repository.target(requestAbout(job), signal);
    return gather({ ...ports, step }, target, signal);
  };
  return {
    readSettings: async (job, signal) => describeSettings(await snapshotOf(job, signal)),
    async readLedger(job, signal) {
      const snapshot = await snapshotOf(job, signal);
      const architecture = await parts.analyser.analyse(snapshot, () => {}, signal);
      const { htmlUrl, base, pullRequest } = snapshot.target;
      const entries = factLedger(architecture).map(({ label, path, startLine, endLine, text, state, note }) => ({
        ...{ label, path, startLine, text, state, ...(note === undefined ? {} : { note }) },
        url: fileAddress({ htmlUrl }, base, path, { startLine, endLine }),
      }));
      return { entries, branch: pullRequest.baseRef };
    },
  };
}

/** The current head of a comment's pull request, or the default branch. */
function requestAbout(job: CommandJob): ReviewRequest {
  const { installationId, repository, pullRequest, commentId, issue, login, at } = job;
  return {
    id: `command/${commentId}`,
    installationId,
    repository,
    pullRequest: issue === undefined ? pullRequest : null,
    head: null,
    base: null,
    seen: null,
    trigger: 'command',
    requestedBy: login,
    requestedAt: at,
  };
}
