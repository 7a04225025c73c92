// The benchmarks against other systems, or those whose names begin with the argument; needs what
// `npm run setup` makes.
import './setup.mjs';
import { pnpm } from './pnpm.mjs';

pnpm('--filter', '@kalamdb/bench', 'run', 'bench', ...process.argv.slice(2));
