import { featureInternals } from '../../../../src/analyse/rules/service/feature-internals.ts';
import { changeRuleTests } from '../change-examples.ts';

/** A module of files that import what is listed; paths below `m/` are its own packages. */
const code = (files: Readonly<Record<string, readonly string[]>>): string =>
  `-- go.mod --\nmodule m\n${Object.entries(files)
    .map(([file, imports]) => {
      const lines = imports.map((path) => `import "${path}"\n`).join('');
      return `-- ${file} --\npackage ${file.split('/').at(-2)}\n\n${lines}`;
    })
    .join('')}`;

const feature = (name: string, parent = 'internal/') => ({
  [`${parent}${name}/handler/handler.go`]: ['net/http', `m/${parent}${name}/service`],
  [`${parent}${name}/service/service.go`]: [`m/${parent}${name}/store`],
  [`${parent}${name}/store/store.go`]: ['database/sql'],
});
const three = { ...feature('order'), ...feature('billing'), ...feature('stock') };
const plain = code(three);
const billing = (path: string) => ({ 'internal/billing/service/service.go': ['m/internal/billing/store', path] });

changeRuleTests(featureInternals, {
  found: {
    'a service that takes another feature’s store': {
      before: plain,
      head: code({ ...three, ...billing('m/internal/order/store') }),
      want: ['internal/billing/service/service.go:4'],
    },
    'a new file that takes another feature’s handlers': {
      before: plain,
      head: code({ ...three, 'internal/stock/service/more.go': ['m/internal/order/handler'] }),
      want: ['internal/stock/service/more.go:3'],
    },
    'the first in a layout whose features share a guard': {
      before: code({
        ...three,
        'internal/order/handler/middleware/auth.go': ['net/http'],
        ...billing('m/internal/order/handler/middleware'),
      }),
      head: code({
        ...three,
        'internal/order/handler/middleware/auth.go': ['net/http'],
        ...billing('m/internal/order/handler/middleware'),
        'internal/billing/service/more.go': ['m/internal/order/store'],
      }),
      want: ['internal/billing/service/more.go:3'],
    },
    'the first in a layout whose server takes the handlers of all': {
      before: code({ ...three, 'internal/delivery/http/server.go': ['m/internal/order/handler'] }),
      head: code({
        ...three,
        'internal/delivery/http/server.go': ['m/internal/order/handler'],
        ...billing('m/internal/order/store'),
      }),
      want: ['internal/billing/service/service.go:4'],
    },
    'the first beside files that put features together': {
      before: code({ ...three, 'internal/billing/handler/routes.go': ['m/internal/order/store'] }),
      head: code({
        ...three,
        'internal/billing/handler/routes.go': ['m/internal/order/store'],
        ...billing('m/internal/order/store'),
      }),
      want: ['internal/billing/service/service.go:4'],
    },
    'the store of a feature whose front is the package at its root': {
      before: code({ ...three, 'internal/jobs/jobs.go': [], 'internal/jobs/store/store.go': ['database/sql'] }),
      head: code({
        ...three,
        'internal/jobs/jobs.go': [],
        'internal/jobs/store/store.go': ['database/sql'],
        ...billing('m/internal/jobs/store'),
      }),
      want: ['internal/billing/service/service.go:4'],
    },
    'features at the root of the module': {
      before: code({ ...feature('order', ''), ...feature('billing', ''), ...feature('stock', '') }),
      head: code({
        ...feature('order', ''),
        ...feature('billing', ''),
        ...feature('stock', ''),
        'billing/service/more.go': ['m/order/store'],
      }),
      want: ['billing/service/more.go:3'],
    },
  },
  silent: {
    'the front of another feature': { before: plain, head: code({ ...three, ...billing('m/internal/order/service') }) },
    'a guard of another feature': {
      before: code({ ...three, 'internal/order/handler/middleware/auth.go': ['net/http'] }),
      head: code({
        ...three,
        'internal/order/handler/middleware/auth.go': ['net/http'],
        ...billing('m/internal/order/handler/middleware'),
      }),
    },
    'the file in which a feature is put together': {
      before: plain,
      head: code({ ...three, 'internal/billing/handler/routes.go': ['m/internal/order/store'] }),
    },
    'a feature that has nothing but a store to ask': {
      before: code({ ...three, 'internal/jobs/model/job.go': [], 'internal/jobs/store/store.go': ['database/sql'] }),
      head: code({
        ...three,
        'internal/jobs/model/job.go': [],
        'internal/jobs/store/store.go': ['database/sql'],
        ...billing('m/internal/jobs/store'),
      }),
    },
    'its own store': {
      before: plain,
      head: code({ ...three, 'internal/billing/service/more.go': ['m/internal/billing/store'] }),
    },
    'the store that is there for all features': {
      before: code({ ...three, ...feature('platform') }),
      head: code({ ...three, ...feature('platform'), ...billing('m/internal/platform/store') }),
    },
    'a layout where this was done before': {
      before: code({ ...three, 'internal/stock/service/more.go': ['m/internal/order/store'] }),
      head: code({
        ...three,
        'internal/stock/service/more.go': ['m/internal/order/store'],
        ...billing('m/internal/order/store'),
      }),
    },
    'two features, which are a coincidence': {
      before: code({ ...feature('order'), ...feature('billing') }),
      head: code({ ...feature('order'), ...feature('billing'), ...billing('m/internal/order/store') }),
    },
    'layers first and features below': {
      before: code({
        'internal/store/order/o.go': ['database/sql'],
        'internal/store/stock/s.go': [],
        'internal/service/order/o.go': [],
      }),
      head: code({
        'internal/store/order/o.go': ['database/sql'],
        'internal/store/stock/s.go': [],
        'internal/service/order/o.go': ['m/internal/store/stock'],
      }),
    },
    'the place where the program is wired': {
      before: plain,
      head: code({ ...three, 'internal/billing/service/wire/wire.go': ['m/internal/order/store'] }),
    },
    'a directory of that name that keeps no data': {
      before: code({ ...three, 'internal/order/store/store.go': [] }),
      head: code({ ...three, 'internal/order/store/store.go': [], ...billing('m/internal/order/store') }),
    },
    'layers that the team declares itself': {
      before: plain,
      head: code({ ...three, ...billing('m/internal/order/store') }),
      settings: { layers: [{ name: 'all', packages: ['**'] }] },
    },
    'a feature that is moved': {
      before: code({ ...three, ...feature('ship'), 'old/mail/service/service.go': ['m/internal/order/store'] }),
      head: code({ ...three, ...feature('ship'), 'internal/mail/service/service.go': ['m/internal/order/store'] }),
      renames: { 'internal/mail/service/service.go': 'old/mail/service/service.go' },
    },
  },
});
