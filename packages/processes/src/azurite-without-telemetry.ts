import { createRequire, Module } from 'node:module';

/*
 * Preloaded into Azurite, which loads the SDK of Application Insights even with --disableTelemetry. An empty
 * module in its place halves Azurite's start.
 */
const require = createRequire(import.meta.resolve('azurite/package.json'));
const path = require.resolve('applicationinsights');
const empty = new Module(path);
empty.loaded = true;
require.cache[path] = empty;
