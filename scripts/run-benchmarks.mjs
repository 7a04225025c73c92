// The benchmarks against other systems; needs what `npm run setup` makes.
import './setup.mjs';
import { pnpm } from './pnpm.mjs';

pnpm('--filter', '@kalamdb/bench', 'run', 'bench');
