// Bundles the explorer: H5Web as it is published, with small stand-ins for four packages below it.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const [outfile, metafile] = process.argv.slice(2);

const standIns = {
  name: 'stand-ins',
  setup(build) {
    build.onResolve({ filter: /^(ndarray|ndarray-ops)$/ }, ({ path }) => ({ path: resolve('shims', path + '.js') }));
    // Only what H5Web itself asks for: packages below it bring other versions.
    build.onResolve({ filter: /^(zustand|react)$/ }, ({ path, importer }) =>
      importer.includes('/@h5web/app/dist/') ? { path: resolve('shims', path + '.js') } : undefined,
    );
  },
};

const { metafile: meta } = await build({
  entryPoints: ['explore.jsx'],
  outfile,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
  external: ['/page/*'],
  loader: { '.woff2': 'dataurl', '.svg': 'dataurl' },
  plugins: [standIns],
  metafile: true,
});
writeFileSync(metafile, JSON.stringify(meta));
