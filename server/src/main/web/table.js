// The page of a table: how busy it is, who writes, its columns, versions and first rows.
import './tutti.css';
import { ago, ask, bytes, count, element, theme } from './common.js';

const MOST_WRITERS = 12;
const $ = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);
let folder = address.get('folder') ?? '';
let name = address.get('name') ?? '';
let shown = '';
let rowsOf = null; // the snapshot whose rows are shown, if they are

const flip = theme();

const clock = (ms) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '').slice(0, 23);
const wait = (ms) => (ms < 1000 ? ms + ' ms' : (ms / 1000).toFixed(1) + ' s');

const conflicts = (s) => [s.repeated ? s.repeated + ' × anew' : '', s.refused ? s.refused + ' refused before' : ''].filter(Boolean).join(', ');

function grid(names, numbers, rows) {
  return element('table', { class: 'grid' },
    element('thead', {}, element('tr', {}, ...names.map((n) => element('th', { class: numbers.includes(n) ? 'num' : '' }, n)))),
    element('tbody', {}, ...rows.map((row) => element('tr', {}, ...row.map((cell, i) => element('td', { class: numbers.includes(names[i]) ? 'num' : '' }, cell))))));
}

// How many commits there were in each part of the time that the snapshots tell of; the other colour is what had to wait for another one.
function bars(snapshots) {
  const box = $('bars');
  if (snapshots.length < 2) {
    box.replaceChildren();
    $('span').textContent = '';
    return;
  }
  const from = snapshots[snapshots.length - 1].time;
  const to = Math.max(snapshots[0].time, from + 1);
  const parts = 80;
  const all = new Array(parts).fill(0);
  const met = new Array(parts).fill(0);
  for (const s of snapshots) {
    const i = Math.min(parts - 1, Math.floor(((s.time - from) / (to - from)) * parts));
    all[i]++;
    met[i] += s.contended ? 1 : 0;
  }
  const most = Math.max(...all);
  const width = (to - from) / parts / 1000;
  box.replaceChildren(...all.map((n, i) => {
    const bar = element('i', { title: `${clock(from + i * width * 1000)}: ${n} ${n === 1 ? 'commit' : 'commits'} (${(n / width).toPrecision(3)} a second), ${met[i]} had to wait` });
    bar.style.height = (n / most) * 100 + '%';
    const part = element('b', {});
    part.style.height = n ? (met[i] / n) * 100 + '%' : '0';
    bar.append(part);
    return bar;
  }));
  box.setAttribute('aria-label', `${snapshots.length} commits between ${clock(from)} and ${clock(to)}`);
  $('span').textContent = `${clock(from).slice(0, 19)} – ${clock(to).slice(0, 19)} UTC, at most ${(most / width).toPrecision(3)} a second`;
}

function tell(t) {
  const s = t.statistics;
  const now = Date.now();
  const recent = t.snapshots.filter((x) => now - x.time < 10000).length / 10;
  $('t-rows').textContent = count(s.rows);
  $('t-bytes').textContent = bytes(s.bytes);
  $('t-files').textContent = count(s.files);
  $('t-snapshots').textContent = count(s.snapshots);
  $('t-rate').textContent = `${+recent.toPrecision(2)} (${+s.commits_per_s.toPrecision(2)})`;
  $('t-calls').textContent = s.snapshots ? +(s.calls / s.snapshots).toPrecision(3) : '–';
  $('t-met').textContent = s.snapshots ? `${t.contended} (${Math.round((100 * t.contended) / s.snapshots)} %)` : '–';
  $('t-conflicts').textContent = `${count(t.repeated)} / ${count(t.refused)}`;
  $('t-wait').textContent = `${wait(s.wait_median_ms)} / ${wait(s.wait_longest_ms)}`;
  const newest = t.snapshots[0];
  const busy = newest && now - newest.time < 10000;
  $('state').className = 'state ' + (busy ? 'live' : '');
  $('state').textContent = !newest ? 'empty' : busy ? 'busy' : 'last commit ' + ago((now - newest.time) / 1000) + ' ago';
}

function draw(t) {
  const newest = t.snapshots[0]?.id ?? '';
  const key = JSON.stringify([t.folder, t.name, newest, t.statistics.snapshots, t.columns]);
  if (key === shown) {
    return;
  }
  shown = key;
  document.body.dataset.snapshot = newest;
  bars(t.snapshots);
  const writers = Object.entries(t.statistics.writers).sort((a, b) => b[1] - a[1]);
  const most = writers[0]?.[1] ?? 1;
  $('writers').replaceChildren(...writers.slice(0, MOST_WRITERS).map(([who, n]) => {
    const share = element('i', {});
    share.style.width = (n / most) * 100 + '%';
    return element('div', { class: 'writer' }, element('span', {}, who), element('span', { class: 'share' }, share), element('span', { class: 'num dim' }, n + (n === 1 ? ' commit' : ' commits')));
  }));
  if (writers.length > MOST_WRITERS) {
    const others = writers.slice(MOST_WRITERS);
    $('writers').append(element('div', { class: 'writer dim' }, element('span', {}, `${others.length} more`), element('span', {}), element('span', { class: 'num' }, others.reduce((n, w) => n + w[1], 0) + ' commits')));
  }
  if (!writers.length) {
    $('writers').append(element('p', { class: 'empty' }, 'Nobody has committed yet.'));
  }
  $('partition').textContent = t.partition_by.length ? 'files divided by ' + t.partition_by.join(', ') : '';
  $('columns').replaceChildren(grid(['column', 'type', 'may be missing', 'meaning'], [], t.columns.map((c) => [c.name, c.type, c.required ? 'no' : 'yes', c.doc])));
  const references = Object.entries(t.references).filter(([n]) => n !== 'main').map(([n, kind]) => kind + ' ' + n);
  $('kept').textContent = [t.snapshots.length < t.statistics.snapshots ? `the newest ${t.snapshots.length} of ${t.statistics.snapshots}` : '', ...references].filter(Boolean).join(', ');
  $('snapshots').replaceChildren(grid(['time', 'operation', 'added', 'deleted', 'rows', 'files', 'calls', 'waited', 'conflicts', 'writer', 'id'], ['added', 'deleted', 'rows', 'files', 'calls', 'waited'], t.snapshots.slice(0, 100).map((s) => [
    clock(s.time), element('span', { class: 'chip ' + s.operation }, s.operation), s.added ? '+' + s.added : '', s.deleted ? '−' + s.deleted : '', String(s.rows), String(s.files), String(s.calls), s.waited_ms ? wait(s.waited_ms) : '', conflicts(s), s.writer, s.id,
  ])));
  if (rowsOf !== null) {
    rows();
  }
}

async function rows() {
  try {
    const answer = await ask('/api/table/rows', { folder, name });
    const text = (v) => (v === null ? element('span', { class: 'dim' }, 'null') : String(v));
    $('rows').replaceChildren(answer.rows.length ? grid(answer.columns, [], answer.rows.map((row) => row.map(text))) : element('p', { class: 'empty' }, 'There are no rows.'));
    rowsOf = shown;
    $('more').textContent = 'Hide';
  } catch (e) {
    $('rows').replaceChildren(element('p', { class: 'empty' }, e.message));
  }
}

function wipe() {
  rowsOf = null;
  $('rows').replaceChildren();
  $('more').textContent = 'Show';
}

async function load() {
  if (!document.hidden && name) {
    try {
      const t = await ask('/api/table', { folder, name });
      tell(t);
      draw(t);
      $('note').textContent = '';
    } catch (e) {
      $('note').textContent = e.status ? e.message : 'The server does not answer: ' + e.message;
      $('state').className = 'state unreadable';
      $('state').textContent = 'waiting';
    }
  }
  setTimeout(load, 2000);
}

async function list() {
  try {
    const answer = await ask('/api/tables');
    const all = answer.catalogs.flatMap((c) => c.tables.map((table) => ({ folder: c.folder, name: table })));
    if (name && !all.some((t) => t.folder === folder && t.name === name)) {
      all.unshift({ folder, name });
    }
    $('tables').replaceChildren(...all.map((t) => element('option', { value: JSON.stringify(t), selected: t.folder === folder && t.name === name }, (t.folder ? t.folder + '/' : '') + t.name)));
    if (!name && all.length) {
      choose(all[0]);
    }
    $('note').textContent = answer.available ? (all.length ? '' : 'There are no tables in this directory yet.') : 'This server was started without the module that knows tables.';
  } catch (e) {
    $('note').textContent = e.message;
    setTimeout(list, 2000);
  }
}

function choose(t) {
  folder = t.folder;
  name = t.name;
  shown = '';
  wipe();
  title();
}

function title() {
  history.replaceState(null, '', '?' + new URLSearchParams({ folder, name }));
  document.title = (name || 'tables') + ' · Tutti';
}

$('tables').addEventListener('change', () => choose(JSON.parse($('tables').value)));
$('more').addEventListener('click', () => (rowsOf === null ? rows() : wipe()));
addEventListener('keydown', (e) => {
  if ((e.key === 'l' || e.key === 'L') && !e.target.matches('input, select') && !e.ctrlKey && !e.metaKey && !e.altKey) {
    flip();
  }
});
if (name) {
  title();
}
list();
load();
