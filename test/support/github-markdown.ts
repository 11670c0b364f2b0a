// Renders Markdown as GitHub does, and tells what in the result does something: links, notifications, pictures, foreign HTML.
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: true, linkify: false });

/** Patterns of GitHub's filters, which look at text outside of code and links: see src/text/autolinks.ts. */
const FILTERS: Readonly<Record<string, RegExp>> = {
  mention: /(?<!\w)@[a-z0-9]/i,
  issue: /(?<!\w)(?:#|gh-)\d+\b|[\w-]+\/?[.\w-]*#\d+\b/i,
  commit: /(?:^|[({@\s[])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}\b|[\w-]+@[0-9a-f]{7,40}\b/,
  link: /(?:https?|ftp):\/\/\S|(?<![a-z0-9])www\.[^\s.]/i,
  address: /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[\w-]*[a-z]\b/i,
  emoji: /:(?:bug|lock|key|100|\+1|b|1st_place_medal):/,
};

interface TextNode {
  readonly text: string;
  readonly isCode: boolean;
}

export interface Rendered {
  readonly html: string;
  /** All text that a reader sees, code included. */
  readonly text: string;
  /** "mention @octocat", "element img". */
  readonly active: readonly string[];
}

const DECODED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decode(html: string): string {
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => DECODED[name] ?? '');
}

/** Text between tags; `open` counts the code elements around it. */
function textNodes(html: string): TextNode[] {
  let open = 0;
  return html.split(/(<[^<>]*>)/).flatMap((part, index) => {
    if (index % 2 === 0) return part === '' ? [] : [{ text: decode(part), isCode: open > 0 }];
    if (/^<(?:code|pre)[ >]/.test(part)) open += 1;
    if (/^<\/(?:code|pre)>/.test(part)) open -= 1;
    return [];
  });
}

/** @param ours names of elements that are allowed, besides those of paragraphs, lists, emphasis and code */
export function renderOnGitHub(source: string, ours: readonly string[] = []): Rendered {
  const html = markdown.render(source);
  const allowed = ['p', 'ul', 'ol', 'li', 'em', 'strong', 's', 'br', 'code', 'pre', ...ours];
  const elements = [...html.matchAll(/<([a-z!][a-z0-9-]*)/gi)].map(([, name = '']) => name);
  const nodes = textNodes(html);
  const found = nodes
    .filter(({ isCode }) => !isCode)
    .flatMap(({ text }) =>
      Object.entries(FILTERS).flatMap(([name, pattern]) => {
        const match = pattern.exec(text)?.[0];
        return match === undefined ? [] : [`${name} ${match}`];
      }),
    );
  const drawn = [...html.matchAll(/class="language-(suggestion|mermaid|math|geojson|topojson|stl)"/g)];
  const foreign = elements.filter((name) => !allowed.includes(name)).map((name) => `element ${name}`);
  return {
    html,
    text: nodes.map(({ text }) => text).join(''),
    active: [...found, ...foreign, ...drawn.map(([, language]) => `fence ${language}`)],
  };
}
