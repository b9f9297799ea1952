// What the pages share: theme, numbers for people, the state of a file.

export function theme() {
  const button = document.getElementById('theme');
  const kept = localStorage.getItem('tutti-theme');
  if (kept) {
    document.documentElement.dataset.theme = kept;
  }
  const flip = () => {
    const dark = isDark();
    document.documentElement.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('tutti-theme', dark ? 'light' : 'dark');
    window.dispatchEvent(new Event('tutti-theme'));
  };
  if (button) {
    button.addEventListener('click', flip);
  }
  return flip;
}

export function isDark() {
  const set = document.documentElement.dataset.theme;
  return set ? set === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

export function bytes(n) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let i = 0;
  let v = n;
  while (v >= 1000 && i < units.length - 1) {
    v /= 1000;
    i++;
  }
  return (i === 0 ? v : v.toPrecision(3)) + ' ' + units[i];
}

export function count(n) {
  if (!Number.isFinite(n)) {
    return '–';
  }
  return n >= 1e6 ? (n / 1e6).toPrecision(3) + ' M' : n >= 1e4 ? (n / 1e3).toPrecision(3) + ' k' : n >= 100 ? n.toFixed(0) : String(+n.toPrecision(3));
}

export function ago(seconds) {
  if (seconds < 90) {
    return Math.max(0, seconds).toFixed(0) + ' s';
  }
  return seconds < 5400 ? (seconds / 60).toFixed(0) + ' min' : seconds < 172800 ? (seconds / 3600).toFixed(0) + ' h' : (seconds / 86400).toFixed(0) + ' d';
}

export async function ask(address, params) {
  const response = await fetch(address + (params ? '?' + new URLSearchParams(params) : ''));
  const text = await response.text();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    body = { message: text || response.statusText };
  }
  if (!response.ok) {
    throw Object.assign(new Error(body.message), { status: response.status });
  }
  return body;
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made && name !== 'list' && typeof value !== 'string') {
      made[name] = value;
    } else if (name === 'class') {
      made.className = value;
    } else {
      made.setAttribute(name, value);
    }
  }
  made.append(...children);
  return made;
}

const nameOf = (e) => e.getAttribute('data-key') ?? e.getAttribute('href') ?? e.textContent;

// Puts other children into a box that somebody may be reading or going through with the keyboard: what has the focus keeps it if it is there again, and what was scrolled stays.
export function redraw(box, ...children) {
  const active = document.activeElement;
  const focused = active && active !== box && box.contains(active) ? nameOf(active) : null;
  const top = box.scrollTop;
  const scrolled = [...box.querySelectorAll('.scroll')].map((e) => [e.scrollLeft, e.scrollTop]);
  box.replaceChildren(...children);
  box.scrollTop = top;
  box.querySelectorAll('.scroll').forEach((e, i) => {
    [e.scrollLeft, e.scrollTop] = scrolled[i] ?? [0, 0];
  });
  if (focused !== null) {
    [...box.querySelectorAll(active.tagName)].find((e) => nameOf(e) === focused)?.focus({ preventScroll: true });
  }
}
