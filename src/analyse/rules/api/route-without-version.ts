// Routes that differ from the others beside them: without the authentication that they have, or without their version
import type { CodeRule } from '../engine/rule.ts';
import { OPEN, siblingsOf } from './sibling-routes.ts';

const VERSIONED = /^(\/[\w-]+)?\/v\d+(\/|$)/;

export const routeWithoutVersion: CodeRule = {
  id: 'api/route-without-version',
  section: 'api-design',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'A route without a version beside versioned ones',
  why: 'The next change that breaks its clients has no place to go: the others can live side by side with a /v2.',
  exceptions: 'For health checks, metrics, documentation and whatever is not part of the API.',
  fix: 'Register it below the version of its siblings.',
  tradeOffs: 'None while nobody calls it yet.',
  example: 'mux.HandleFunc("GET /v1/orders/{id}", h.Get)',
  references: ['https://google.aip.dev/185'],
  prefilters: { file: /["`](?:[A-Z]+ )?(?:\/[\w-]+)?\/v\d/ },
  nodes: ['call_expression'],
  check(node, file) {
    const found = siblingsOf(node, file);
    if (found === null) return null;
    const { route, routes } = found;
    const bare = routes.filter(({ path }) => !VERSIONED.test(path));
    if (!bare.includes(route) || OPEN.test(route.path) || routes.length < 5 || bare.length > routes.length / 5)
      return null;
    const said = `${file.where(node)} registers \`${route.shown}\` without the version that ${routes.length - bare.length} routes beside it have.`;
    return { node, said };
  },
};
