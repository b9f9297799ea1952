// The page of a survey file: stations, their runs and channels on a line of time, gaps, and news as they come.
import './tutti.css';
import { ago, ask, count, element, redraw, theme } from './common.js';

const $ = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);
const file = address.get('file') ?? '';
let chosen = address.get('station') ?? '';
let range = null; // of time, in milliseconds, if not everything is shown
let answer = null;
let stations = [];
let shown = '';

const flip = theme();
$('file').textContent = file;
$('plot').href = '/live?file=' + encodeURIComponent(file);
$('explore').href = '/explore?file=' + encodeURIComponent(file);
document.title = file + ' · Tutti';

const clock = (ms) => new Date(ms).toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC').replace(' UTC', '');
const instant = (text) => (text ? Date.parse(text) : NaN);
const link = (path) => '/live?' + new URLSearchParams({ file, path, last: '0' });

function period(seconds) {
  const s = Math.abs(seconds);
  const text = s < 1e-3 ? (s * 1e6).toPrecision(3) + ' µs' : s < 1 ? (s * 1e3).toPrecision(3) + ' ms' : s < 90 ? +s.toPrecision(3) + ' s' : s < 5400 ? (s / 60).toFixed(1) + ' min' : s < 172800 ? (s / 3600).toFixed(1) + ' h' : (s / 86400).toFixed(1) + ' d';
  return seconds < 0 ? '−' + text : text;
}

// Works out of a station what the page shows of it.
function understood(station) {
  let start = Infinity;
  let end = -Infinity;
  let samples = 0;
  const names = new Set();
  for (const run of station.runs) {
    run.from = Infinity;
    run.to = -Infinity;
    run.samples = 0;
    for (const channel of run.channels) {
      channel.from = instant(channel.start);
      channel.to = instant(channel.end);
      names.add(channel.name);
      run.samples = Math.max(run.samples, channel.samples);
      samples += channel.samples;
      if (channel.samples > 0 && channel.from <= channel.to) {
        run.from = Math.min(run.from, channel.from);
        run.to = Math.max(run.to, channel.to);
      }
    }
    start = Math.min(start, run.from);
    end = Math.max(end, run.to);
  }
  station.runs.sort((a, b) => a.from - b.from || a.id.localeCompare(b.id));
  return Object.assign(station, { from: start, to: end, samples, names: [...names].sort() });
}

function gapsOf(station) {
  return answer.survey_file.gaps.filter((gap) => gap.run.startsWith(station.path + '/') || gap.into.startsWith(station.path + '/'));
}

function listStations() {
  const words = $('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  const some = stations.filter((s) => words.every((w) => (s.survey + '/' + s.id).toLowerCase().includes(w)));
  const several = new Set(stations.map((s) => s.survey)).size > 1;
  redraw($('stations'), ...some.slice(0, 2000).map((s) => {
    const gaps = gapsOf(s).length;
    const button = element('button', { type: 'button', 'aria-pressed': String(s.path === chosen), title: s.path, 'data-key': s.path },
      element('span', { class: 'name' }, several ? element('span', { class: 'dim' }, s.survey + '/') : '', s.id),
      element('span', { class: 'dim' }, `${s.runs.length} run${s.runs.length === 1 ? '' : 's'}`),
      element('span', { class: 'dim place' }, s.latitude || s.longitude ? `${s.latitude.toFixed(4)}°, ${s.longitude.toFixed(4)}°` : 'place unknown'),
      element('span', { class: gaps ? 'bad' : 'dim' }, gaps ? `${gaps} gap${gaps === 1 ? '' : 's'}` : ''));
    button.addEventListener('click', () => choose(s.path));
    return element('li', {}, button);
  }));
  if (some.length === 0) {
    $('stations').append(element('li', { class: 'empty' }, stations.length ? 'No such station.' : 'No stations yet.'));
  }
}

function choose(path) {
  chosen = path;
  range = null;
  shown = '';
  history.replaceState(null, '', '?' + new URLSearchParams({ file, station: chosen }));
  $('side').classList.remove('open');
  listStations();
  draw();
}

function at(box, from, to, span) {
  const left = Math.max(0, ((from - span[0]) / (span[1] - span[0])) * 100);
  const right = Math.min(100, ((to - span[0]) / (span[1] - span[0])) * 100);
  box.style.left = left + '%';
  box.style.width = Math.max(0, right - left) + '%';
  box.hidden = right < 0 || left > 100;
  return box;
}

// On a phone there is room for few times below the line.
const isNarrow = () => innerWidth < 600;

function ticks(span) {
  const steps = [1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 604800, 2592000, 31536000].map((s) => s * 1000);
  const step = steps.find((s) => (span[1] - span[0]) / s <= (isNarrow() ? 3 : 7)) ?? (span[1] - span[0]) / 6;
  const found = [];
  for (let t = Math.ceil(span[0] / step) * step; t <= span[1] && found.length < 20; t += step) {
    found.push(t);
  }
  return found.map((t) => {
    const iso = new Date(t).toISOString();
    const text = step >= 86400000 ? iso.slice(0, 10) : step >= 60000 ? iso.slice(11, 16) : step >= 1000 ? iso.slice(11, 19) : iso.slice(14, 23);
    const mark = element('span', { class: 'tick' }, text);
    mark.style.left = ((t - span[0]) / (span[1] - span[0])) * 100 + '%';
    return mark;
  });
}

function timeline(station) {
  const span = range ?? [station.from, Math.max(station.to, station.from + 1)];
  const box = element('section', { class: 'panel' }, element('h2', {}, 'Time ', element('span', { class: 'dim' }, Number.isFinite(station.from) ? `${clock(span[0])} – ${clock(span[1])} UTC` : 'no samples yet')));
  if (!Number.isFinite(station.from)) {
    return box;
  }
  if (range) {
    const back = element('button', { type: 'button' }, 'Everything');
    back.addEventListener('click', () => see(null));
    box.querySelector('h2').append(back);
  }
  const gaps = gapsOf(station);
  const lanes = element('div', { class: 'lanes' });
  const head = element('div', { class: 'track head' }, ...station.runs.filter((r) => r.from <= r.to).map((run) => {
    const button = at(element('button', { type: 'button', class: 'runbar', 'data-key': run.path, title: `${run.id}: ${clock(run.from)} – ${clock(run.to)}, ${run.sample_rate} Hz` }, run.id), run.from, run.to, span);
    button.addEventListener('click', () => see([run.from, Math.max(run.to, run.from + 1)]));
    return button;
  }));
  lanes.append(element('div', { class: 'lane' }, element('span', { class: 'label dim' }, 'runs'), head));
  for (const name of station.names) {
    const track = element('div', { class: 'track' });
    let kind = '';
    for (const run of station.runs) {
      const channel = run.channels.find((c) => c.name === name);
      if (channel && channel.samples > 0) {
        kind = channel.kind;
        track.append(at(element('a', { class: 'chan ' + channel.kind, href: link(channel.path), title: `${run.id} ${name}: ${count(channel.samples)} samples, ${channel.units}` }), channel.from, channel.to, span));
      }
    }
    for (const gap of gaps) {
      const [a, b] = [instant(gap.expected), instant(gap.found)];
      track.append(at(element('i', { class: 'hole ' + gap.what.toLowerCase(), title: `gap of ${period(gap.length_s)}: ${gap.cause.toLowerCase()}` }), Math.min(a, b), Math.max(a, b), span));
    }
    lanes.append(element('div', { class: 'lane' }, element('span', { class: 'label', title: kind }, name), track));
  }
  lanes.append(element('div', { class: 'lane' }, element('span', { class: 'label' }), element('div', { class: 'axis' }, ...ticks(span))));
  box.append(lanes);
  return box;
}

function see(some) {
  range = some;
  shown = '';
  draw();
}

function grid(names, rows) {
  return element('div', { class: 'scroll' }, element('table', { class: 'grid' },
    element('thead', {}, element('tr', {}, ...names.map((n) => element('th', { class: /^(samples|rate|lasts|length)$/.test(n) ? 'num' : '' }, n)))),
    element('tbody', {}, ...rows)));
}

function runs(station) {
  const rows = station.runs.slice().reverse().slice(0, 500).map((run) => element('tr', {},
    element('td', {}, element('a', { href: '/explore?' + new URLSearchParams({ file, path: run.path }) }, run.id)),
    element('td', {}, run.from <= run.to ? clock(run.from) : '–'),
    element('td', { class: 'num' }, run.from <= run.to ? period((run.to - run.from) / 1000) : '–'),
    element('td', { class: 'num' }, +run.sample_rate.toPrecision(6) + ' Hz'),
    element('td', { class: 'num' }, count(run.samples)),
    element('td', {}, ...run.channels.map((c) => element('a', { class: 'chip ' + c.kind, href: link(c.path), title: `${count(c.samples)} samples, ${c.units}` }, c.name)))));
  return element('section', { class: 'panel' }, element('h2', {}, 'Runs ', element('span', { class: 'dim' }, String(station.runs.length))), grid(['run', 'begins', 'lasts', 'rate', 'samples', 'channels'], rows));
}

function gapTable(station) {
  const gaps = gapsOf(station);
  const words = { NEW_RUN: 'went on in a new run', FILLED: 'filled in' };
  const rows = gaps.slice().reverse().slice(0, 500).map((gap) => element('tr', {},
    element('td', {}, clock(instant(gap.expected))),
    element('td', { class: 'num' }, period(gap.length_s)),
    element('td', {}, gap.cause.toLowerCase()),
    element('td', {}, words[gap.what] ?? gap.what),
    element('td', {}, gap.run.split('/').pop() + (gap.into && gap.into !== gap.run ? ' → ' + gap.into.split('/').pop() : ''))));
  return element('section', { class: 'panel' }, element('h2', {}, 'Gaps ', element('span', { class: 'dim' }, String(gaps.length))),
    gaps.length ? grid(['from', 'length', 'cause', 'what was done', 'run'], rows) : element('p', { class: 'empty' }, 'None that a recorder has met.'));
}

function draw() {
  const station = stations.find((s) => s.path === chosen);
  const key = JSON.stringify([answer?.version, chosen, range, isNarrow()]);
  if (key === shown) {
    return;
  }
  shown = key;
  const sheet = $('sheet');
  if (!station) {
    sheet.replaceChildren(element('p', { class: 'empty' }, stations.length ? 'Choose a station.' : 'There are no stations in this survey yet.'));
    return;
  }
  redraw(sheet,
    element('h1', {}, station.id, ' ', element('span', { class: 'dim' }, station.survey), ' ',
      element('span', { class: 'dim' }, station.latitude || station.longitude ? `${station.latitude.toFixed(5)}°, ${station.longitude.toFixed(5)}°, ${station.elevation ?? 0} m` : '')),
    timeline(station), runs(station), gapTable(station));
}

function tell() {
  const all = stations.flatMap((s) => s.runs);
  const newest = stations.reduce((most, s) => Math.max(most, s.to), -Infinity);
  $('state').className = 'state ' + answer.state;
  $('state').textContent = answer.state;
  document.body.dataset.version = answer.version;
  $('t-stations').textContent = stations.length;
  $('t-runs').textContent = count(all.length);
  $('t-channels').textContent = count(all.reduce((n, r) => n + r.channels.length, 0));
  $('t-samples').textContent = count(stations.reduce((n, s) => n + s.samples, 0));
  $('t-gaps').textContent = answer.survey_file.gap_count;
  $('t-gaps').className = answer.survey_file.gap_count ? 'bad' : '';
  $('t-newest').textContent = !Number.isFinite(newest) ? '–' : Math.abs(Date.now() - newest) < 86400000 && newest <= Date.now() + 5000 ? ago((Date.now() - newest) / 1000) + ' ago' : clock(newest);
  $('t-writer').textContent = answer.writer ? answer.writer.split(',')[0] : '–';
  $('t-writer').title = answer.writer;
  $('note').textContent = answer.survey_file.complete ? '' : 'This survey is too large to be shown as a whole: the channels of the first runs are here.';
}

async function load() {
  if (!document.hidden && file) {
    try {
      const next = await ask('/api/survey', { file });
      const fresh = !answer || next.version !== answer.version || next.survey_file.gap_count !== answer.survey_file.gap_count;
      answer = next;
      if (fresh) {
        stations = next.survey_file.stations.map(understood);
        if (!stations.some((s) => s.path === chosen) && stations.length) {
          chosen = stations[0].path;
        }
        listStations();
        draw();
      } else {
        stations = stations.length ? stations : next.survey_file.stations.map(understood);
      }
      tell();
    } catch (e) {
      $('note').textContent = e.status ? e.message : 'The server does not answer: ' + e.message;
      $('state').className = 'state unreadable';
      $('state').textContent = 'waiting';
    }
  }
  setTimeout(load, answer?.state === 'quiet' ? 3000 : 1000);
}

$('filter').addEventListener('input', listStations);
addEventListener('resize', draw);
$('menu').addEventListener('click', () => $('menu').setAttribute('aria-expanded', String($('side').classList.toggle('open'))));
addEventListener('keydown', (e) => {
  if (e.target.matches('input, select') || e.ctrlKey || e.metaKey || e.altKey) {
    if (e.key === 'Escape') {
      e.target.blur();
    }
  } else if (e.key === '/') {
    e.preventDefault();
    $('filter').focus();
  } else if (e.key === 'Escape') {
    see(null);
  } else if (e.key === 'l' || e.key === 'L') {
    flip();
  } else if (e.key === 'j' || e.key === 'k') {
    const i = stations.findIndex((s) => s.path === chosen) + (e.key === 'j' ? 1 : -1);
    if (stations[i]) {
      choose(stations[i].path);
    }
  }
});
load();
