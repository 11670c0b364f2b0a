// English words of rules about dependencies.
import type { Words } from './word-class.ts';

const MODALS = ['must', 'may', 'should', 'shall', 'can', 'could', 'will', 'do', 'does', 'did', 'is to', 'are to'];
const NEGATED = [
  ...MODALS.flatMap((modal) => [`${modal} not`, `${modal} never`]),
  ...MODALS.filter((modal) => !modal.includes(' ')).map((modal) => `${modal}n't`),
];

export const ENGLISH: Words = {
  never: [
    ...NEGATED,
    'know nothing about, knows nothing about, know nothing of, knows nothing of',
    'never, cannot, can not ever, must not ever, must under no circumstances, under no circumstances, at no time',
    "is not allowed to, are not allowed to, isn't allowed to, aren't allowed to, not allowed to, not permitted to",
    'is forbidden to, are forbidden to, is forbidden from, are forbidden from, forbidden to, forbidden from',
    'is prohibited from, are prohibited from, prohibited from, is not supposed to, has no business, no longer, avoid',
    "won't, can't, don't ever, do not ever, neither, nor, refuse to, not",
  ].join(', '),
  only: `
    only, exclusively, solely, strictly only, only ever, depend only on, depends only on, rely only on, relies only
    on`,
  may: 'may, can, is allowed to, are allowed to, allowed to, is permitted to, are permitted to, could, might',
  must: 'must, should, shall, will, has to, have to, needs to, is to, are to, always, must always, should always',
  import: `
    import, imports, importing, depend, depends, depends only on, rely only on, relies only on, import from, imports
    from, importing from, depend on, depends on, depend upon, depends upon, depending on, depend only on, rely on,
    relies on, link against, links against, have a dependency on, has a dependency on, have dependencies on, have an
    import of, have imports from, take a dependency on, takes a dependency on, be coupled to, is coupled to, are
    coupled to, couple to, directly import, reference packages from, import anything from, imports anything from,
    import packages from, imports packages from, import code from, import types from`,
  use: `
    know nothing about, knows nothing about, know nothing of, knows nothing of,
    know about, knows about, know of, knows of, know anything about, knows anything about, know anything of, be
    aware of, is aware of, are aware of, have knowledge of, has knowledge of, know, use, uses, using, call, calls,
    calling, access, accesses, accessing, reference, references, referencing, refer to, refers to, talk to, talks
    to, reach into, reaches into, reach, touch, touches, see, sees, invoke, invokes, call into, calls into, include,
    includes, interact with, interacts with, communicate with, contain references to, bypass`,
  imported: 'imported, depended on, depended upon, relied on, referenced',
  used: 'used, called, accessed, consumed, known, seen, touched, reached',
  by: 'by, from within, in, from, from inside, inside, within, outside of',
  is: `
    is, are, be, stays, stay, remains, remain, keep, keeps, must be, must stay, must remain, should be, being, gets`,
  has: `
    has, have, with, contains, contain, carries, carry, without, holds, hold, takes, take, introduce, introduces,
    add`,
  none: 'no, zero, without, without any, any, 0',
  nothing: 'nothing, nothing else, none, nothing at all, no one',
  'nothing-but': `
    nothing but, nothing except, nothing other than, nothing beyond, nothing outside, nothing outside of, nothing
    more than, nothing apart from, no packages other than, no packages except, no other packages than`,
  dependencies: `
    dependencies, dependency, deps, dep, imports, references, coupling, couplings, import, dependence, compile-time
    dependency, compile-time dependencies, import statements`,
  on: 'on, upon, to, of, from, about, against',
  free: `
    free of, free from, independent of, independent from, decoupled from, isolated from, unaware of, ignorant of,
    agnostic of, agnostic to`,
  within: 'in, inside, within, from, into, under, from within, from inside, anywhere in, anywhere under',
  reverse: `
    not the other way round, not the other way around, never the other way round, never the other way around, never
    the reverse, not the reverse, not vice versa, never vice versa, but not vice versa, but not the reverse, but not
    the other way around, but not the other way round, never in reverse, not in reverse, not backwards, never
    backwards, and never the reverse, and not the reverse, and never the other way around, and not the other way
    around, and never vice versa, and not vice versa`,
  exception: `
    except, except for, excepting, unless, apart from, other than, if, when, whenever, where possible, besides, but
    not, with the exception of, if possible, unless explicitly, excluding, except through, except via`,
  stop: `
    because, since, so, so that, that, which, who, where, while, as, to, in order to, in favor of, instead, instead
    of, rather than, via, through, by, such as, e.g., i.e., like, for example, for instance, for, at, even, until,
    before, after, using, thus, therefore, this, it, they, in order, just, nor should, nor may, nor must, inject,
    use`,
  and: 'and, or, nor, plus, as well as, and/or, &, together with',
  adverb: `
    directly, ever, also, strictly, transitively, indirectly, itself, themselves, directly or indirectly,
    explicitly, either, at all, anywhere, at any time, whatsoever, at compile time, concretely, internally, always,
    both, all, straight, statically, freely, implicitly, purely, normally, currently, just, ideally, therefore`,
  point: 'point, points, flow, flows, go, goes, run, runs, pointing, directed, are directed',
  inward: `
    inward, inwards, downward, downwards, down, inner, one way, one direction, in one direction, from outer layers
    to inner layers, from outer to inner, only inward`,
  toward: 'toward, towards, to, into',
  forbidden:
    'forbidden, prohibited, disallowed, banned, not allowed, not permitted, never allowed, off limits, illegal',
  external: `
    third-party packages, third-party libraries, third-party dependencies, third-party modules, third-party imports,
    third party packages, third party libraries, third party dependencies, third-party code, third-party library,
    third-party package, 3rd-party packages, 3rd-party libraries, 3rd-party dependencies, 3rd party packages, 3rd
    party libraries, 3rd party dependencies, external packages, external libraries, external dependencies, external
    modules, external imports, external package, external library, external module, external dependency, external
    deps, vendor packages, vendor libraries, vendor dependencies, vendor's packages, vendor's package, vendor
    package, vendored packages, vendor sdks, non-stdlib packages, non-standard packages, non-standard library
    packages, non-stdlib dependencies, non-standard-library packages, outside dependencies, anything outside the
    standard library`,
  standard: `
    standard library, the standard library, go standard library, go's standard library, the go standard library,
    stdlib, the stdlib, go stdlib, the go stdlib, std lib, standard library packages, stdlib packages, packages of
    the standard library, packages from the standard library, standard packages, std`,
  'other-layers': `
    other layers, any other layer, any other layers, another layer, all other layers, outer layers, any outer layer,
    an outer layer, the outer layers, upper layers, any upper layer, higher layers, any higher layer, layers above
    it, layers above, layers outside of it, the layers above, the layers around it, any of the other layers, outer
    layer`,
  everything: `
    anything else, anything, any other package, any other packages, other packages, any package outside, anything
    outside itself, anything outside of itself, other internal packages, any other internal package, any internal
    package, the rest of the application, the rest of the codebase, any project package, internal packages, anything
    internal, other packages in this repository, other packages of this module, other project packages`,
  'each-other': `
    each other, one another, other modules, another module, other services, another service, other features, another
    feature, other domains, another domain, other contexts, another context, other bounded contexts, sibling
    packages, sibling modules, siblings, their siblings, other service packages, other domain modules, from other
    modules, other handlers, another handler, other components, another component, other plugins, another plugin,
    other adapters, another adapter, other drivers, other use cases, sibling services, sibling features`,
  kind: `
    layer, layers, package, packages, module, modules, code, directory, directories, folder, folders, tree,
    component, components, subpackages, files, import, imports, dependency, dependencies, implementation,
    implementations, types, package tree, sdk, driver, drivers, library, libraries, service, services, interfaces,
    interface, internals, concerns, logic, stuff, things, subtree, namespace, level`,
  determiner: `
    the, a, an, any, our, all, every, each, its, their, your, other, specific, concrete, of, some, such, these,
    those, pure, own, inside, both, external, internal, private, actual, real, new, package, low-level, lower-level,
    higher-level, respective, corresponding, existing, core`,
  pronoun: `
    it, they, this layer, this package, this module, these packages, this directory, this folder, this, that layer,
    that package, these modules, code here, packages here, everything here, files here, nothing here, here, them,
    we, you, code in this package, code in this directory, this code`,
};
