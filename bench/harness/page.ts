import type { Machine } from './machine.ts';
import type { Cell, Findings, Table } from './suite.ts';

/** One self-contained page: no script, both themes, readable at 400 px. */
export function page(title: string, date: string, machine: Machine, findings: Findings): string {
  const facts = Object.entries({ ...machine, ...findings.settings })
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text(value as Cell))}</dd>`)
    .join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${style}</style><main>
<h1>${escapeHtml(title)}</h1><p class="date">${escapeHtml(date)}</p>
${targets(findings)}${(findings.pictures ?? []).map(({ title, svg }) => `<figure><figcaption>${escapeHtml(title)}</figcaption>${svg}</figure>`).join('')}
${findings.tables.map(table).join('')}
<h2>Failures</h2>${findings.failures.length === 0 ? '<p>None.</p>' : `<ul>${findings.failures.map((line) => `<li>${escapeHtml(line)}`).join('')}</ul>`}
<h2>Machine and settings</h2><dl>${facts}</dl></main></html>
`;
}

function targets({ targets }: Findings): string {
  if (targets.length === 0) return '';
  const rows = targets.map(
    ({ name, target, measured, met, note }) =>
      `<tr><td>${met ? '✓' : '✗'}<td>${escapeHtml(name)}${note === undefined ? '' : `<br><small>${escapeHtml(note)}</small>`}<td>${escapeHtml(target)}<td>${escapeHtml(measured)}`,
  );
  return `<h2>Targets</h2><div><table><thead><tr><th><th>what<th>target<th>measured<tbody>${rows.join('')}</table></div>`;
}

function table({ title, caption, columns, rows }: Table): string {
  const head = columns.map((name) => `<th>${escapeHtml(name)}`).join('');
  const body = rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(text(cell))}`).join('')}`)
    .join('');
  return `<h2>${escapeHtml(title)}</h2><p>${escapeHtml(caption)}</p><div><table><thead><tr>${head}<tbody>${body}</table></div>`;
}

function text(value: Cell | readonly Cell[]): string {
  if (Array.isArray(value)) return value.map((item) => text(item as Cell)).join(', ');
  if (typeof value === 'number')
    return Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(3);
  return value === null ? '–' : String(value);
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0}main{max-width:60rem;margin:auto;padding:1rem}
h1{margin-bottom:0}.date{color:GrayText;margin-top:0}div{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .75rem;text-align:left;border-bottom:1px solid color-mix(in srgb,CanvasText 20%,Canvas);vertical-align:top}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dd{margin:0}figure{margin:1.5rem 0}svg{max-width:100%;height:auto}`;
