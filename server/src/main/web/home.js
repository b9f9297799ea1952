import './tutti.css';
import { ago, ask, bytes, element, theme } from './common.js';

const list = document.getElementById('files');
const filter = document.getElementById('filter');
const note = document.getElementById('note');
let files = [];
let shown = '';

theme();

function row(file) {
  const name = encodeURIComponent(file.name);
  const slash = file.name.lastIndexOf('/');
  const title = element('span', { class: 'name' });
  title.append(element('span', { class: 'dim' }, file.name.slice(0, slash + 1)), file.name.slice(slash + 1));
  const open = element('a', { href: '/explore?file=' + name, class: 'file' }, title);
  const live = element('a', { href: '/live?file=' + name, class: 'button', 'aria-label': 'live plots of ' + file.name }, 'Plot');
  const survey = file.survey ? element('a', { href: '/survey?file=' + name, class: 'button', 'aria-label': 'stations and runs of ' + file.name }, 'Survey') : '';
  return element(
    'li',
    {},
    open,
    element('span', { class: 'state ' + file.state }, file.state),
    element('span', { class: 'size' }, bytes(file.size)),
    element('span', { class: 'age' }, ago((Date.now() - file.modified) / 1000) + ' ago'),
    element('span', { class: 'doors' }, survey, live),
  );
}

function show() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = files.filter((file) => words.every((word) => file.name.toLowerCase().includes(word)));
  const key = JSON.stringify(chosen.map((f) => [f.name, f.size, f.state, Math.floor((Date.now() - f.modified) / 10000)]));
  if (key !== shown) {
    shown = key;
    list.replaceChildren(...chosen.slice(0, 2000).map(row));
  }
  note.textContent = files.length === 0 ? 'There are no HDF5 files in this directory yet.' : chosen.length === files.length ? '' : `${chosen.length} of ${files.length} files`;
}

// The tables below the directory: looked for less often than files.
async function loadTables() {
  if (!document.hidden) {
    try {
      const answer = await ask('/api/tables');
      const rows = answer.catalogs.flatMap((c) => c.trouble
        ? [element('li', {}, element('span', { class: 'file' }, c.folder), element('span', { class: 'trouble' }, c.trouble))]
        : c.tables.map((table) => element('li', {},
          element('a', { class: 'file', href: '/table?' + new URLSearchParams({ folder: c.folder, name: table }) }, element('span', { class: 'dim' }, c.folder ? c.folder + '/' : ''), table),
          element('span', { class: 'state shared' }, 'table'))));
      document.getElementById('tables').replaceChildren(...rows.slice(0, 2000));
    } catch {
      // The list of files says that the server does not answer.
    }
  }
  setTimeout(loadTables, 10000);
}

async function load() {
  if (!document.hidden) {
    try {
      const answer = await ask('/api/files');
      document.getElementById('folder').textContent = answer.folder;
      files = answer.files;
      show();
    } catch (e) {
      note.textContent = 'The server does not answer: ' + e.message;
    }
  }
  setTimeout(load, 3000);
}

filter.addEventListener('input', show);
addEventListener('keydown', (e) => {
  if (e.key === '/' && document.activeElement !== filter) {
    e.preventDefault();
    filter.focus();
  }
});
load();
loadTables();
