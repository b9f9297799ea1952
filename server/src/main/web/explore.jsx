import '@h5web/app/styles.css';
import './tutti.css';
import { App, H5GroveProvider } from '@h5web/app';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { listed, looked, seen } from './growth.js';

const LOOK = 2000;
const PATIENCE = 20000;
const query = new URLSearchParams(location.search);
const file = query.get('file') ?? '';
const base = new URL('/api/h5grove', location.href).href;
let failed = false;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A failure that passes must not reach the explorer, which would keep it on the screen: it is asked again for a while.
async function patient(address, signal) {
  const end = Date.now() + PATIENCE;
  for (let wait = 200; ; wait = Math.min(2000, wait * 2)) {
    try {
      const response = await fetch(address, { signal });
      if (response.ok || response.status < 500 || Date.now() > end) {
        return response;
      }
    } catch (e) {
      if (signal?.aborted || Date.now() > end) {
        throw e;
      }
    }
    await pause(wait);
  }
}

// Every answer of one refresh comes from one version, and each is asked for once, however often the explorer draws anew. What is kept is kept outside of React, which
// forgets what a drawing has remembered that had to wait for an answer.
const fetchers = new Map();

function fetcherOf(version) {
  const known = fetchers.get(version) ?? newFetcher(version);
  fetchers.delete(version);
  fetchers.set(version, known);
  while (fetchers.size > 2) {
    fetchers.delete(fetchers.keys().next().value);
  }
  return known;
}

function newFetcher(version) {
  const kept = new Map();
  return (url, params, options = {}) => {
    const address = `${url}?${new URLSearchParams({ ...params, version })}`;
    const known = kept.get(address);
    if (url.endsWith('/data')) {
      looked(params.path);
    }
    if (known) {
      return known;
    }
    const answer = (async () => {
      const response = await patient(address, options.abortSignal);
      const total = Number(response.headers.get('Content-Length')) || 0;
      if (response.ok && options.onProgress && total > 1 << 20 && response.body && !response.headers.get('Content-Encoding')) {
        return counted(response, total, options.onProgress);
      }
      const body = await response.arrayBuffer();
      if (!response.ok) {
        failed = true;
        const text = new TextDecoder().decode(body);
        let message = text;
        try {
          message = JSON.parse(text).message;
        } catch {
          message = response.statusText;
        }
        throw new Error(message);
      }
      if (url.endsWith('/meta')) {
        const { kind, shape, children } = JSON.parse(new TextDecoder().decode(body));
        if (kind === 'dataset' && shape) {
          seen(params.path, shape);
        }
        for (const child of children ?? []) {
          if (child.kind === 'dataset' && child.shape) {
            listed(params.path.replace(/\/$/, '') + '/' + child.name, child.shape);
          }
        }
      }
      return body;
    })();
    kept.set(address, answer);
    answer.catch(() => kept.delete(address));
    return answer;
  };
}

async function counted(response, total, onProgress) {
  const all = new Uint8Array(total);
  let have = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    all.set(value, have);
    have += value.length;
    onProgress(have / total);
  }
  return all.buffer;
}

function useVersion() {
  const [seen, setSeen] = useState({ version: 0, state: '', trouble: '', mount: 0 });
  useEffect(() => {
    let over = false;
    let trouble = '';
    async function look() {
      if (!document.hidden) {
        try {
          const response = await fetch('/api/version?' + new URLSearchParams({ file }));
          const answer = await response.json();
          if (!response.ok) {
            throw new Error(answer.message);
          }
          const recovered = trouble !== '';
          if (recovered) {
            fetchers.clear(); // another server may count its versions anew
          }
          trouble = '';
          setSeen((old) => {
            if (old.version === answer.version && old.state === answer.state && !recovered) {
              return old;
            }
            const again = failed && old.version !== answer.version;
            failed = failed && !again;
            return { ...answer, trouble: '', mount: old.mount + (again ? 1 : 0) };
          });
        } catch (e) {
          trouble = String(e.message);
          setSeen((old) => ({ ...old, trouble }));
        }
      }
      if (!over) {
        setTimeout(look, LOOK);
      }
    }
    look();
    return () => {
      over = true;
    };
  }, []);
  return seen;
}

function Explorer() {
  const { version, state, trouble, mount } = useVersion();
  const [following, setFollowing] = useState(true);
  const [held, setHeld] = useState(0);
  const shown = following || held === 0 ? version : held;
  const fetcher = fetcherOf(shown);
  useEffect(() => {
    if (following && version !== 0) {
      setHeld(version);
    }
  }, [following, version]);
  useEffect(() => {
    document.body.dataset.version = shown;
  }, [shown]);
  return (
    <>
      <header className="bar">
        <a className="brand" href="/">tutti</a>
        <span className="where" title={file}>{file}</span>
        <span className={'state ' + (trouble ? 'unreadable' : state)} role="status">{trouble ? 'waiting' : state}</span>
        {trouble && <span className="trouble">{trouble}</span>}
        <span className="gap" />
        {(state === 'live' || state === 'shared') && (
          <button type="button" aria-pressed={following} onClick={() => setFollowing(!following)}>
            {following ? 'Following' : 'Held'}
          </button>
        )}
        <a className="button" href={'/live?file=' + encodeURIComponent(file)}>Live plots</a>
      </header>
      <main className="explorer">
        {version === 0 ? (
          <p className="empty">{trouble || 'Opening the file…'}</p>
        ) : (
          <H5GroveProvider url={base} filepath={file} fetcher={fetcher} resetKeys={[shown]}>
            <App key={mount} sidebarOpen={innerWidth > 700} initialPath={query.get('path') ?? undefined} disableDarkMode={false} />
          </H5GroveProvider>
        )}
      </main>
    </>
  );
}

const kept = localStorage.getItem('tutti-theme');
if (kept) {
  document.documentElement.dataset.theme = kept;
}
document.title = file + ' · Tutti';
createRoot(document.getElementById('root')).render(<StrictMode><Explorer /></StrictMode>);
