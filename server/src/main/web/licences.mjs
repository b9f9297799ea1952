// Prints the licences of all packages that went into the bundles.
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const folders = new Set();
for (const meta of process.argv.slice(2)) {
  for (const input of Object.keys(JSON.parse(readFileSync(meta, 'utf8')).inputs)) {
    const found = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
    if (found) {
      folders.add(found[1]);
    }
  }
}
console.log('The pages of the Tutti server (Apache-2.0) hold code of these packages.');
for (const folder of [...folders].sort()) {
  const info = JSON.parse(readFileSync(folder + '/package.json', 'utf8'));
  const licence = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  console.log(`\n${'='.repeat(100)}\n${info.name} ${info.version}: ${typeof info.license === 'string' ? info.license : JSON.stringify(info.license ?? info.licenses)}\n`);
  const author = typeof info.author === 'string' ? info.author : info.author?.name;
  console.log(licence ? readFileSync(`${folder}/${licence}`, 'utf8').trim() : `The package has no licence file of its own. ${author ? 'Author: ' + author : ''}`);
}
