// Finds routes without the version prefix of the routes beside them.
import type { CodeRule } from '../engine/rule.ts';
import { PUBLIC_PATH, type Route, type RouteGroup, siblingsOf } from './sibling-routes.ts';

const VERSIONED = /^(\/[\w-]+)?\/v\d+(\/|$)/;

export const routeWithoutVersion: CodeRule = {
  id: 'api/route-without-version',
  section: 'api-design',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'Unversioned route among versioned ones',
  messages: {
    unversioned: '`{func}` registers `{route}` without the version prefix of {count} sibling routes.',
  },
  why: 'A later breaking change to this route cannot be published side by side under a new version.',
  exceptions: 'the route is not part of the API: health checks, metrics, documentation.',
  fix: 'Register it under the version prefix of its siblings.',
  tradeOffs: 'None while it has no clients.',
  example: 'mux.HandleFunc("GET /v1/orders/{id}", h.Get)',
  references: ['https://google.aip.dev/185'],
  prefilters: { file: /["`](?:[A-Z]+ )?(?:\/[\w-]+)?\/v\d/ },
  nodes: ['call_expression'],
  check(node, file) {
    const found = siblingsOf(node, file);
    if (found === null) return null;
    const { route, routes } = found;
    const bare = unversioned(routes);
    if (!bare.includes(route) || PUBLIC_PATH.test(route.path)) return null;
    if (routes.length < 5 || bare.length > routes.length / 5) return null;
    return { node, message: 'unversioned', data: { route: route.pattern, count: routes.length - bare.length } };
  },
};

const unversionedByGroup = new WeakMap<RouteGroup, readonly Route[]>();

function unversioned(routes: RouteGroup): readonly Route[] {
  const bare = unversionedByGroup.get(routes) ?? routes.filter(({ path }) => !VERSIONED.test(path));
  unversionedByGroup.set(routes, bare);
  return bare;
}
