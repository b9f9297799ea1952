import 'uplot/dist/uPlot.min.css';
import './tutti.css';
import uPlot from 'uplot';
import { ago, ask, bytes, count, element, isDark, theme } from './common.js';
import { drawImage } from './picture.js';

const WINDOWS = [['10 s', 10], ['1 min', 60], ['10 min', 600], ['1 h', 3600], ['All', 0]];
const COLOURS = { light: ['#0f766e', '#c2410c', '#6d28d9', '#0369a1', '#be185d', '#4d7c0f'], dark: ['#2dd4bf', '#fb923c', '#a78bfa', '#38bdf8', '#f472b6', '#a3e635'] };
const MOST_POINTS = 3000;
const query = new URLSearchParams(location.search);
const $ = (id) => document.getElementById(id);
const sync = uPlot.sync('tutti');

let file = query.get('file') ?? '';
let datasets = [];
let chosen = query.getAll('path');
let seconds = Number(query.get('last') ?? 60);
let paused = false;
let zoom = null;
let source = null;
let status = null;
let plots = new Map();
let generation = 0;
let lastHeard = Date.now();

const flip = theme();

function short(path) {
  const parts = path.split('/').filter(Boolean);
  return parts.slice(-2).join('/');
}

const infoOf = (path) => datasets.find((d) => d.path === path);
const rateOf = (path) => infoOf(path)?.sample_rate ?? (status?.series.find((s) => s.path === path)?.rate || 0);

function rowsOf(path) {
  return seconds === 0 ? Number.MAX_SAFE_INTEGER : Math.max(50, Math.ceil(seconds * (rateOf(path) || 1000)));
}

function remember() {
  const params = new URLSearchParams({ file, last: String(seconds) });
  chosen.forEach((path) => params.append('path', path));
  history.replaceState(null, '', '?' + params);
  $('explore').href = '/explore?file=' + encodeURIComponent(file);
  document.title = (file || 'live') + ' · Tutti';
}

// A plot of one series: pairs of least and largest values, one pair for each step of rows.
class Plot {
  constructor(path, number) {
    this.path = path;
    this.number = number;
    this.info = infoOf(path) ?? { units: '' };
    this.scale = this.info.sample_rate ? 1 / this.info.sample_rate : 1;
    this.now = element('span', { class: 'now' });
    this.swatch = element('i');
    this.title = element('h2', {}, this.swatch, element('span', { class: 'name', title: path }, path), this.now);
    this.canvas = element('div', { class: 'canvas' });
    this.box = element('section', { class: 'plot', 'aria-label': path }, this.title, this.canvas);
    this.from = 0;
    this.first = 0;
    this.to = 0;
    this.step = 1;
    this.low = [];
    this.high = [];
  }

  get colour() {
    const set = COLOURS[isDark() ? 'dark' : 'light'];
    return set[this.number % set.length];
  }

  // Stretches begin at multiples of the step; the first of a range may be a part of one, and begins at the range's first row.
  take(range) {
    this.from = Math.floor(range.from / range.step) * range.step;
    this.first = range.from;
    this.to = range.to;
    this.step = range.step;
    this.low = range.low;
    this.high = range.high ?? range.low;
    this.draw();
  }

  // News begin at a step that may be on the screen already, and less whole there.
  add(news) {
    if (news.step !== this.step) {
      return;
    }
    const at = (news.from - this.from) / this.step;
    if (at < 0 || at > this.low.length) {
      this.from = news.from;
      this.low = [];
      this.high = [];
    } else {
      this.low.length = at;
      this.high = this.high === this.low ? this.low : this.high.slice(0, at);
    }
    const high = news.high ?? news.low;
    if (this.step === 1) {
      this.low.push(...news.low);
      this.high = this.low;
    } else {
      this.low.push(...news.low);
      this.high = this.high.concat(high);
    }
    this.to = news.to;
    const wanted = Math.ceil(Math.min(rowsOf(this.path), this.to) / this.step);
    const extra = this.low.length - wanted;
    if (extra > 0) {
      this.from += extra * this.step;
      this.low = this.low.slice(extra);
      this.high = this.step === 1 ? this.low : this.high.slice(extra);
    }
    this.draw();
  }

  get isCrowded() {
    return this.low.length > MOST_POINTS;
  }

  data() {
    const n = this.low.length;
    const start = (i) => (i === 0 ? Math.max(this.from, this.first) : this.from + i * this.step);
    if (this.step === 1) {
      const x = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        x[i] = (this.from + i) * this.scale;
      }
      return [x, this.low];
    }
    const x = new Float64Array(2 * n);
    const y = new Array(2 * n);
    for (let i = 0; i < n; i++) {
      const end = Math.min(this.from + (i + 1) * this.step, this.to);
      x[2 * i] = start(i) * this.scale;
      x[2 * i + 1] = ((start(i) + end) / 2) * this.scale;
      y[2 * i] = this.low[i];
      y[2 * i + 1] = this.high[i];
    }
    return [x, y];
  }

  draw() {
    const last = this.high[this.high.length - 1];
    this.now.textContent = last == null ? '' : `${+last.toPrecision(5)} ${this.info.units ?? ''}`.trim();
    this.swatch.style.background = this.colour;
    if (!this.chart) {
      this.make();
    } else {
      this.chart.setData(this.data());
    }
  }

  make() {
    this.chart?.destroy();
    const css = getComputedStyle(document.documentElement);
    const ink = css.getPropertyValue('--dim').trim();
    const grid = css.getPropertyValue('--grid').trim();
    const font = '12px system-ui, sans-serif';
    const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    this.chart = new uPlot(
      {
        width: Math.max(100, this.canvas.clientWidth),
        height: Math.max(90, this.canvas.clientHeight),
        cursor: { sync: { key: sync.key, setSeries: false }, drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
        legend: { show: false },
        scales: { x: { time: false } },
        axes: [
          { ...axis, size: 30, space: 70, values: (u, ticks) => ticks.map((v) => (this.info.sample_rate ? time(v) : count(v))) },
          { ...axis, size: 58, space: 22, values: (u, ticks) => ticks.map((v) => (Math.abs(v) >= 1e5 || (v !== 0 && Math.abs(v) < 1e-3) ? v.toExponential(1) : +v.toPrecision(6))) },
        ],
        series: [{}, { stroke: this.colour, width: 1.25, points: { show: false }, spanGaps: false }],
        hooks: {
          setSelect: [(u) => {
            if (u.select.width > 4) {
              const from = u.posToVal(u.select.left, 'x') / this.scale;
              const to = u.posToVal(u.select.left + u.select.width, 'x') / this.scale;
              u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
              zoomTo(from * this.scale, to * this.scale);
            }
          }],
          setCursor: [(u) => {
            const i = u.cursor.idx;
            if (i != null && u.cursor.left >= 0) {
              const x = u.data[0][i];
              const y = u.data[1][i];
              this.now.textContent = `${this.info.sample_rate ? time(x) : '#' + count(x)}  ${y == null ? 'gap' : +y.toPrecision(6)} ${this.info.units ?? ''}`;
            }
          }],
        },
      },
      this.data(),
      this.canvas,
    );
  }

  resize() {
    this.chart?.setSize({ width: Math.max(100, this.canvas.clientWidth), height: Math.max(90, this.canvas.clientHeight) });
  }

  close() {
    this.chart?.destroy();
    this.box.remove();
  }
}

class Image {
  constructor(path) {
    this.path = path;
    this.now = element('span', { class: 'now' });
    this.picture = element('canvas', { role: 'img', 'aria-label': path });
    this.canvas = element('div', { class: 'canvas' }, this.picture);
    this.frames = infoOf(path)?.shape.length === 3;
    this.box = element('section', { class: 'plot image' + (this.frames ? ' frames' : '') }, element('h2', {}, element('span', { class: 'name' }, path), this.now), this.canvas);
    this.busy = false;
  }

  async load() {
    if (this.busy) {
      return;
    }
    this.busy = true;
    try {
      const answer = await ask('/api/live/image', { file, path: this.path, rows: Math.min(20000, Math.max(64, rowsOf(this.path))), pixels: 640 });
      drawImage(this.picture, answer, !this.frames);
      this.now.textContent = this.frames
        ? `frame ${answer.first + 1} of ${answer.rows}   ${+answer.least.toPrecision(4)} … ${+answer.most.toPrecision(4)}`
        : `rows ${answer.first}–${answer.first + answer.rows - 1}   ${+answer.least.toPrecision(4)} … ${+answer.most.toPrecision(4)}`;
    } catch (e) {
      this.now.textContent = e.message;
    } finally {
      this.busy = false;
    }
  }

  draw() {}
  make() {}
  resize() {}
  close() {
    this.box.remove();
  }
}

function time(s) {
  if (Math.abs(s) < 60) {
    return +s.toFixed(3) + ' s';
  }
  const h = Math.floor(s / 3600);
  const m = Math.floor((s % 3600) / 60);
  const rest = (s % 60).toFixed(s % 1 ? 1 : 0).padStart(2, '0');
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${rest.padStart(2, '0')}` : `${m}:${rest}`;
}

function size(d) {
  return d.shape.length > 1 ? '▦ ' + d.shape.map(count).join('×') : count(d.shape[0]);
}

function listData() {
  const words = $('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = datasets.filter((d) => words.every((w) => d.path.toLowerCase().includes(w)));
  $('datasets').replaceChildren(...shown.slice(0, 1000).map((d) => {
    const box = element('input', { type: 'checkbox', checked: chosen.includes(d.path) });
    box.addEventListener('change', () => {
      chosen = box.checked ? [...chosen, d.path].slice(-12) : chosen.filter((p) => p !== d.path);
      start();
    });
    return element('li', {}, element('label', { title: d.path + '  ' + d.type }, box, element('span', { class: 'path' }, '\u200e' + d.path.slice(1)), element('span', { class: 'shape', 'data-of': d.path }, size(d))));
  }));
}

function note(text) {
  $('note').textContent = text;
}

function listenAgain(mine) {
  setTimeout(() => {
    if (mine === generation) {
      start();
    }
  }, 1000);
}

// Asks for what is to be seen, then listens for what comes after it.
async function start() {
  const mine = ++generation;
  source?.close();
  source = null;
  remember();
  for (const [path, plot] of plots) {
    if (!chosen.includes(path)) {
      plot.close();
      plots.delete(path);
    }
  }
  chosen.forEach((path, i) => {
    if (!plots.has(path) && infoOf(path)) {
      const plot = infoOf(path).shape.length > 1 ? new Image(path) : new Plot(path, i);
      plots.set(path, plot);
      $('plots').append(plot.box);
    }
  });
  $('plots').querySelector('.empty')?.remove();
  if (plots.size === 0) {
    $('plots').append(element('p', { class: 'empty' }, datasets.length ? 'Choose datasets to plot.' : file ? 'No numbers to plot in this file yet.' : 'Choose a file.'));
  }
  if (!file) {
    return;
  }
  try {
    for (const plot of plots.values()) {
      if (plot instanceof Plot) {
        const points = Math.min(1500, Math.max(300, Math.round(plot.canvas.clientWidth)));
        const range = zoom
          ? { from: Math.max(0, Math.floor(zoom[0] / plot.scale)), to: Math.max(1, Math.ceil(zoom[1] / plot.scale)) }
          : { from: seconds === 0 ? 0 : -rowsOf(plot.path), to: -1 };
        const answer = await ask('/api/live/range', { file, path: plot.path, points, ...range });
        if (mine !== generation) {
          return;
        }
        plot.take(answer);
      } else {
        plot.load();
      }
    }
    note('');
  } catch (e) {
    note(e.message);
    if (mine === generation) {
      listenAgain(mine);
    }
    return;
  }
  const params = new URLSearchParams({ file });
  const series = [...plots.values()].filter((p) => p instanceof Plot);
  if (!paused && !zoom) {
    series.forEach((p) => {
      params.append('path', p.path);
      params.append('from', String(p.to));
      params.append('step', String(p.step));
    });
  }
  const events = new EventSource('/api/live/events?' + params);
  source = events;
  lastHeard = Date.now();
  events.addEventListener('news', (e) => {
    lastHeard = Date.now();
    let crowded = false;
    for (const news of JSON.parse(e.data)) {
      const plot = plots.get(news.path);
      if (plot instanceof Plot && !paused && !zoom) {
        plot.add(news);
        crowded ||= plot.isCrowded;
      }
    }
    if (crowded && mine === generation) {
      start();
    }
  });
  events.addEventListener('status', (e) => {
    lastHeard = Date.now();
    tell(JSON.parse(e.data));
  });
  events.onerror = () => {
    events.close();
    if (mine === generation) {
      $('state').className = 'state unreadable';
      $('state').textContent = 'waiting';
      listenAgain(mine);
    }
  };
}

let pictured = -1;
let listed = 0;

function tell(news) {
  const before = status;
  status = news;
  const quiet = news.quiet_s;
  const going = quiet < 5;
  $('state').className = 'state ' + (news.state === 'missing' ? 'missing' : news.state === 'quiet' ? '' : going ? news.state : 'quietly');
  $('state').textContent = news.state === 'live' && !going ? 'live, no news' : news.state;
  document.body.dataset.version = news.version;
  const shown = news.series.filter((s) => chosen.includes(s.path));
  const rate = shown.reduce((most, s) => Math.max(most, s.rate), 0);
  $('rate').textContent = shown.length ? count(rate < 0.01 ? 0 : rate) + '/s' : '–';
  $('lag').textContent = news.lag_ms == null ? '–' : news.lag_ms < 1000 ? news.lag_ms.toFixed(0) + ' ms' : (news.lag_ms / 1000).toFixed(1) + ' s';
  $('version').textContent = news.published || news.version;
  $('quiet').textContent = going ? 'now' : ago(quiet) + ' ago';
  $('writer').textContent = news.writer.split(',')[0] || (news.processes.length ? 'pid ' + news.processes.join(', ') : '–');
  $('writer').title = news.writer;
  $('readers').textContent = news.listeners;
  $('log').textContent = bytes(news.log_bytes);
  $('size').textContent = bytes(news.size);
  note(news.trouble || (shown.some((s) => !s.ready) ? 'reading what is there already…' : ''));
  if (news.version !== pictured && !paused) {
    pictured = news.version;
    for (const plot of plots.values()) {
      if (plot instanceof Image) {
        plot.load();
      }
    }
  }
  if (Date.now() - listed > 5000 && news.version !== before?.version) {
    loadData();
  }
}

async function loadData() {
  if (!file) {
    return;
  }
  listed = Date.now();
  try {
    const answer = await ask('/api/live/datasets', { file });
    const key = (list) => JSON.stringify(list.map((d) => [d.path, d.shape.length]));
    const fresh = key(answer.datasets) !== key(datasets);
    const first = datasets.length === 0;
    datasets = answer.datasets;
    if (fresh || first) {
      listData();
    } else {
      document.querySelectorAll('[data-of]').forEach((shown) => {
        const d = infoOf(shown.dataset.of);
        shown.textContent = d ? size(d) : '';
      });
    }
    if (first && chosen.length === 0) {
      chosen = (datasets.some((d) => d.grows) ? datasets.filter((d) => d.grows) : datasets).slice(0, 3).map((d) => d.path);
      listData();
    }
    if (first || (fresh && chosen.some((path) => !plots.has(path) && infoOf(path)))) {
      start();
    }
  } catch (e) {
    note(e.message);
    setTimeout(loadData, 2000);
  }
}

function zoomTo(from, to) {
  zoom = [from, to];
  $('reset').hidden = false;
  start();
}

function reset() {
  zoom = null;
  $('reset').hidden = true;
  pause(false);
}

function pause(on) {
  paused = on;
  $('pause').setAttribute('aria-pressed', String(on));
  $('pause').textContent = on ? 'Paused' : 'Pause';
  start();
}

function choose(i) {
  seconds = WINDOWS[i][1];
  zoom = null;
  $('reset').hidden = true;
  [...$('windows').children].forEach((b, k) => b.setAttribute('aria-pressed', String(k === i)));
  start();
}

function pan(direction) {
  if (zoom) {
    const width = zoom[1] - zoom[0];
    const from = Math.max(0, zoom[0] + (direction * width) / 4);
    zoomTo(from, from + width);
  }
}

WINDOWS.forEach(([name, s], i) => {
  const button = element('button', { type: 'button', 'aria-pressed': String(s === seconds) }, name);
  button.addEventListener('click', () => choose(i));
  $('windows').append(button);
});
$('pause').addEventListener('click', () => pause(!paused));
$('reset').addEventListener('click', reset);
$('filter').addEventListener('input', listData);
$('menu').addEventListener('click', () => {
  const open = $('side').classList.toggle('open');
  $('menu').setAttribute('aria-expanded', String(open));
});
$('file').addEventListener('change', () => {
  file = $('file').value;
  chosen = [];
  datasets = [];
  status = null;
  zoom = null;
  plots.forEach((plot) => plot.close());
  plots = new Map();
  loadData();
});
addEventListener('keydown', (e) => {
  if (e.target.matches('input[type="search"], select') || e.ctrlKey || e.metaKey || e.altKey) {
    if (e.key === 'Escape') {
      e.target.blur();
    }
    return;
  }
  if (e.key === ' ' && !e.target.matches('button, input, a')) {
    e.preventDefault();
    pause(!paused);
  } else if (/^[1-5]$/.test(e.key)) {
    choose(Number(e.key) - 1);
  } else if (e.key === 'Escape') {
    reset();
  } else if (e.key === 'l' || e.key === 'L') {
    flip();
  } else if (e.key === '/') {
    e.preventDefault();
    $('filter').focus();
  } else if (e.key === 'ArrowLeft' || e.key === 'ArrowRight') {
    pan(e.key === 'ArrowLeft' ? -1 : 1);
  }
});
const redraw = () => plots.forEach((plot) => {
  if (plot instanceof Plot) {
    plot.make();
    plot.draw();
  }
});
addEventListener('tutti-theme', redraw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
new ResizeObserver(() => plots.forEach((plot) => plot.resize())).observe($('plots'));
// A page that was hidden, or a machine that slept, may have missed the end of its connection.
setInterval(() => {
  if (file && !document.hidden && Date.now() - lastHeard > 8000) {
    lastHeard = Date.now();
    start();
  }
}, 2000);

async function loadFiles() {
  try {
    const answer = await ask('/api/files');
    const names = answer.files.map((f) => f.name);
    if (file && !names.includes(file)) {
      names.unshift(file);
    }
    $('file').replaceChildren(element('option', { value: '' }, 'choose a file'), ...names.map((name) => element('option', { value: name, selected: name === file }, name)));
    if (!file) {
      const live = answer.files.find((f) => f.state === 'live') ?? (answer.files.length === 1 ? answer.files[0] : null);
      if (live) {
        file = live.name;
        $('file').value = file;
        loadData();
      }
    }
  } catch (e) {
    note(e.message);
    setTimeout(loadFiles, 2000);
  }
}

remember();
loadFiles();
loadData();
if (!file) {
  start();
}
