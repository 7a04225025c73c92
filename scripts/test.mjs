import './setup.mjs';
import { pnpm } from './pnpm.mjs';

pnpm('run', 'check');
pnpm('run', 'suites');
