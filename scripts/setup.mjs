// Install and build everything, needing only Node and npm.
import { build } from './build.mjs';
import { install } from './install.mjs';

install(true);
build();
