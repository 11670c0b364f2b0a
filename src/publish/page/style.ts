// The style sheet of the HTML page, in light and dark, with the agent's colour as accent.

/** The colour names that agent files use, in tones that are readable on both backgrounds. */
const accents: Readonly<Record<string, string>> = {
  red: '#cf4037',
  orange: '#c4630f',
  yellow: '#a67c00',
  green: '#2a8a4a',
  cyan: '#0f8294',
  blue: '#2f6fd0',
  purple: '#7d55c7',
  pink: '#c2418f',
};

/**
 * @param colour one of the names above, or "#rrggbb"; anything else, such as other text of the repository, gives blue
 */
export function style(colour: string | null): string {
  const wanted = colour?.trim().toLowerCase() ?? '';
  const accent = /^#[0-9a-f]{6}$/.test(wanted)
    ? wanted
    : (Object.hasOwn(accents, wanted) && accents[wanted]) || accents.blue;
  return `:root{color-scheme:light dark;--accent:${accent};--text:#1c2024;--soft:#60666f;--line:#d8dce1;--ground:#fff;--card:#f7f8fa;--red:#c2362e;--amber:#9a6b00;--green:#1f7a3f}
@media(prefers-color-scheme:dark){:root{--text:#e4e7eb;--soft:#9aa3ad;--line:#343a42;--ground:#15181c;--card:#1d2126;--red:#f0716a;--amber:#d9a53a;--green:#5cc27f}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.6 system-ui,sans-serif;border-top:6px solid var(--accent)}
main{max-width:52rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
a{color:inherit;text-decoration-color:var(--accent);text-underline-offset:3px}
h1{font-size:2rem;line-height:1.2;margin:.25rem 0 1rem}
h1.clear{color:var(--green)}h1.block{color:var(--red)}h1.advise,h1.incomplete{color:var(--amber)}h1.not-reviewed{color:var(--soft)}
h2{font-size:1.2rem;line-height:1.35;margin:0 0 .5rem}
h3{font-size:.8rem;letter-spacing:.04em;text-transform:uppercase;color:var(--soft);margin:1.1rem 0 .25rem}
p{margin:.5rem 0}ul{margin:.25rem 0;padding-left:1.25rem}
code,q{overflow-wrap:anywhere}
code,pre,q{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
q{quotes:none}pre{overflow-x:auto;background:var(--ground);border:1px solid var(--line);border-radius:8px;padding:.75rem 1rem;tab-size:4}
pre code{font-size:inherit}
.quote .line{display:inline-block;min-width:3ch;margin-right:1.25rem;text-align:right;color:var(--soft);user-select:none}
.where,.small,.place,footer{color:var(--soft);font-size:.9rem}
.place{margin:0 0 .75rem;overflow-wrap:anywhere}
article,section{margin:1.75rem 0;padding:1.25rem 1.5rem;background:var(--card);border:1px solid var(--line);border-radius:10px}
article{border-left:4px solid var(--soft)}
article.critical,article.high{border-left-color:var(--red)}article.medium{border-left-color:var(--amber)}
.pill{display:inline-block;font-size:.75rem;font-weight:600;line-height:1.6;padding:0 .6em;border-radius:1em;border:1px solid currentColor;color:var(--soft);vertical-align:.15em}
.critical .pill,.high .pill{color:var(--red)}.medium .pill{color:var(--amber)}
.notice{border-left:4px solid var(--accent);padding:.5rem 1rem;background:var(--card);border-radius:0 8px 8px 0}
.grid>div{min-width:0}
.grid{display:grid;gap:0 2rem;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr))}
details{margin:.75rem 0;color:var(--soft)}summary{cursor:pointer}details li{overflow-wrap:anywhere;font-size:.9rem}
footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid var(--line)}
.graph{max-width:100%;height:auto;margin:.5rem 0 1rem}
.graph text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:var(--text)}
.graph rect{fill:var(--ground);stroke:var(--line)}.graph .new rect{stroke:var(--green);stroke-width:2}
.graph .edge{fill:none;stroke:var(--soft);stroke-width:1.25}.graph .edge.added{stroke:var(--green);stroke-width:2.25}
.graph .edge.crossing{stroke:var(--red)}.graph marker.crossing path{fill:var(--red)}
.graph .edge.removed{stroke:var(--red);stroke-width:2;stroke-dasharray:5 4}
.graph marker path{fill:var(--soft)}.graph marker.added path{fill:var(--green)}.graph marker.removed path{fill:var(--red)}`;
}
