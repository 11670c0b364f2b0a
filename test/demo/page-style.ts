// How the demo's page looks: the colours and measures people know from GitHub, light and dark.

const LIGHT = `
  --page: #ffffff; --card: #ffffff; --head: #f6f8fa; --line: #d1d9e0; --soft: #59636e; --ink: #1f2328; --link: #0969da;
  --code: #f6f8fa; --bot: #ddf4ff; --bot-line: #54aeff66; --added: #dafbe1; --removed: #ffebe9; --spoken: #fff8c5;
  --ok: #1a7f37; --bad: #d1242f; --mid: #9a6700; --idle: #59636e; --open: #1f883d; --gone: #8250df;
  --t-comment: #59636e; --t-text: #0a3069; --t-word: #cf222e; --t-value: #0550ae; --t-call: #6639ba;`;

const DARK = `
  --page: #0d1117; --card: #0d1117; --head: #151b23; --line: #3d444d; --soft: #9198a1; --ink: #f0f6fc; --link: #4493f8;
  --code: #151b23; --bot: #121d2f; --bot-line: #388bfd66; --added: #12261e; --removed: #25171c; --spoken: #2e2a1b;
  --ok: #3fb950; --bad: #f85149; --mid: #d29922; --idle: #9198a1; --open: #238636; --gone: #8957e5;
  --t-comment: #9198a1; --t-text: #a5d6ff; --t-word: #ff7b72; --t-value: #79c0ff; --t-call: #d2a8ff;`;

const PAGE = `
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
.bar { background: var(--head); border-bottom: 1px solid var(--line); padding: 14px 32px; font-size: 16px; }
.bar b { font-weight: 600; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 32px 64px; }
h1 { font-size: 30px; font-weight: 400; line-height: 1.25; margin: 0 0 8px; }
h1 span { color: var(--soft); }
.meta { display: flex; gap: 8px; align-items: center; color: var(--soft); padding-bottom: 16px; border-bottom: 1px solid var(--line); margin-bottom: 24px; flex-wrap: wrap; }
.state { background: var(--open); color: #fff; border-radius: 2em; padding: 5px 12px; font-weight: 500; }
.state.closed, .state.merged { background: var(--gone); } .state.draft { background: var(--idle); }
.ref { background: var(--bot); color: var(--link); border-radius: 6px; padding: 2px 6px; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.timeline { position: relative; }
.timeline::before { content: ""; position: absolute; left: 71px; top: 0; bottom: 0; width: 2px; background: var(--line); }
.moment { position: relative; display: flex; gap: 16px; margin-bottom: 24px; }
.face { flex: 0 0 40px; width: 40px; height: 40px; border-radius: 50%; display: grid; place-items: center; font-weight: 600; color: #fff; }
.face.bot { border-radius: 8px; background: var(--ink); color: var(--page); }
.card { position: relative; flex: 1; min-width: 0; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
.card.bot { border-color: var(--bot-line); } .card.bot > .by { background: var(--bot); border-color: var(--bot-line); }
.by { background: var(--head); border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0; padding: 8px 16px; color: var(--soft); }
.by b { color: var(--ink); font-weight: 600; }
.badge { border: 1px solid var(--line); border-radius: 2em; padding: 0 7px; font-size: 12px; margin-left: 4px; color: var(--soft); font-weight: 500; }
.reply .md { margin-top: 4px; } .said, .reply .md { overflow-wrap: break-word; } .said { padding: 16px; }
.event { position: relative; margin: 0 0 24px 56px; padding-left: 44px; color: var(--soft); }
.event::before { content: ""; position: absolute; left: 8px; top: 3px; width: 16px; height: 16px; border-radius: 50%; background: var(--head); border: 3px solid var(--line); }
.event b { color: var(--ink); } .event code { margin-left: 8px; }
.thread { position: relative; border: 1px solid var(--line); border-radius: 6px; margin: 0 0 16px 56px; background: var(--card); overflow: hidden; }
.thread > .where { display: flex; justify-content: space-between; gap: 8px; background: var(--head); border-bottom: 1px solid var(--line); padding: 8px 16px; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.thread .reply { padding: 12px 16px; border-top: 1px solid var(--line); display: flex; gap: 12px; }
.thread .reply .face { flex-basis: 28px; width: 28px; height: 28px; font-size: 12px; border-radius: 50%; } .thread .reply .face.bot { border-radius: 6px; }
.thread .reply > div:last-child { min-width: 0; flex: 1; }
details.hidden > summary { padding: 8px 16px; color: var(--soft); cursor: pointer; }
.diff { width: 100%; border-collapse: collapse; font: 12px/20px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; table-layout: fixed; }
.diff td { padding: 0 8px; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; border: 0; }
.diff .n { width: 46px; color: var(--soft); text-align: right; user-select: none; }
.diff .add { background: var(--added); } .diff .del { background: var(--removed); }
.diff .spoken td:first-child { box-shadow: inset 3px 0 var(--mid); }
.checks { border: 1px solid var(--line); border-radius: 6px; margin: 32px 0 0 56px; overflow: hidden; }
.checks > h2 { margin: 0; padding: 12px 16px; font-size: 16px; font-weight: 600; background: var(--head); }
.check { border-top: 1px solid var(--line); }
.check > summary { display: flex; gap: 10px; align-items: baseline; padding: 12px 16px; cursor: pointer; list-style: none; }
.check > summary .soft { margin-left: auto; white-space: nowrap; }
.check .said { border-top: 1px solid var(--line); }
.dot { font-weight: 700; } .dot.success { color: var(--ok); } .dot.failure, .dot.timed_out { color: var(--bad); }
.dot.neutral, .dot.skipped, .dot.cancelled, .dot.none { color: var(--idle); } .dot.action_required, .warning .level { color: var(--mid); }
.failure .level { color: var(--bad); } .notice .level { color: var(--link); }
.annotation { border: 1px solid var(--line); border-radius: 6px; margin: 8px 0; padding: 8px 12px; } .annotation p { margin: 4px 0 0; white-space: pre-wrap; }
.annotation code { font-size: 12px; }
.soft { color: var(--soft); } .sha { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
footer { margin: 40px 0 0 56px; color: var(--soft); font-size: 12px; border-top: 1px solid var(--line); padding-top: 12px; } footer p { margin: 2px 0; }
`;

const MARKDOWN = `
.md > :first-child { margin-top: 0; } .md > :last-child { margin-bottom: 0; }
.md p, .md ul, .md ol, .md table, .md pre, .md details, .md blockquote { margin: 0 0 16px; }
.md h1, .md h2, .md h3, .md h4 { margin: 24px 0 12px; font-weight: 600; line-height: 1.25; }
.md h1 { font-size: 24px; } .md h2 { font-size: 20px; border-bottom: 1px solid var(--line); padding-bottom: 6px; } .md h3 { font-size: 16px; } .md h4 { font-size: 14px; }
.md ul, .md ol { padding-left: 2em; } .md li + li { margin-top: 4px; }
.md code { background: color-mix(in srgb, var(--soft) 14%, transparent); border-radius: 6px; padding: .2em .4em; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.md a code { color: inherit; }
.md pre { background: var(--code); border-radius: 6px; padding: 14px 16px; overflow-x: auto; tab-size: 4; line-height: 1.45; }
.md pre code { background: none; padding: 0; }
.md pre.mermaid { background: none; text-align: center; padding: 0; }
.md table { border-collapse: collapse; display: block; overflow-x: auto; max-width: 100%; }
.md th, .md td { border: 1px solid var(--line); padding: 6px 13px; } .md th { font-weight: 600; background: var(--head); white-space: nowrap; }
.md tr:nth-child(2n) td { background: color-mix(in srgb, var(--head) 60%, transparent); }
.md blockquote { border-left: 4px solid var(--line); padding: 0 1em; color: var(--soft); }
.md details > summary { cursor: pointer; } .md details[open] > summary { margin-bottom: 12px; }
.md hr { border: 0; border-top: 1px solid var(--line); margin: 16px 0; } .md sub { font-size: 12px; color: var(--soft); vertical-align: baseline; }
.alert { border-left: 4px solid var(--link); padding: 4px 16px; margin: 0 0 16px; } .alert p { margin: 0 0 8px; } .alert-title { font-weight: 600; color: var(--link); }
.alert.warning { border-color: var(--mid); } .alert.warning .alert-title { color: var(--mid); }
.alert.caution { border-color: var(--bad); } .alert.caution .alert-title { color: var(--bad); }
.alert.important { border-color: var(--gone); } .alert.important .alert-title { color: var(--gone); }
.alert.tip { border-color: var(--ok); } .alert.tip .alert-title { color: var(--ok); }
.suggestion { border: 1px solid var(--line); border-bottom: 0; border-radius: 6px 6px 0 0; padding: 6px 12px; font-size: 12px; color: var(--soft); }
${['comment', 'text', 'word', 'value', 'call'].map((kind) => `.t-${kind} { color: var(--t-${kind}); }`).join(' ')}
`;

/** The page's style sheet. */
export const STYLE = `:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
${PAGE}${MARKDOWN}`;
